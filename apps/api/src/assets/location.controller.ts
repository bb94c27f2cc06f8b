import { Controller, Get } from '@nestjs/common';
import type { AccountScope, LocationUpdate, Principal } from '@yipii/domain';
import { Caller, dataOf, Describe, FromQuery, listOf, Needs, orNull, PathId } from '@yipii/platform';
import { noSuchAsset } from '../errors';
import { timeIn } from '../series';
import { AssetStore, GroupAssets } from './asset.ports';
import { LocationQuery, LocationView } from './location.schema';
import { ReadLastLocations } from './read-last-locations';

@Controller('api/:account_key')
export class LocationController {
  constructor(
    private readonly assets: AssetStore,
    private readonly groups: GroupAssets,
    private readonly lastLocations: ReadLastLocations,
  ) {}

  @Get('asset/:id/location')
  @Needs('positions:read')
  @Describe({
    id: 'getLocation',
    summary: 'The last position of an asset; null before its first',
    tag: 'position',
    answer: 'The position',
    answers: dataOf(orNull(LocationView)),
  })
  async location(
    @Caller() { scope }: Principal,
    @PathId() id: number,
  ): Promise<{ data: LocationUpdate | null }> {
    if (!(await this.assets.existing(scope, [id])).has(id)) throw noSuchAsset();
    return { data: await this.lastLocations.of(scope, id) };
  }

  @Get('location')
  @Needs('positions:read')
  @Describe({
    id: 'listLocations',
    summary: 'The last position of each of your assets that has one',
    tag: 'position',
    answer: 'The positions',
    answers: dataOf(listOf(LocationView)),
  })
  async locations(
    @Caller() { scope }: Principal,
    @FromQuery() query: LocationQuery,
  ): Promise<{ data: LocationUpdate[] }> {
    const since = timeIn(query, 'updated_since') ?? -Infinity;
    const last = await this.lastLocations.run(scope, await this.wanted(scope, query));
    return { data: last.filter(({ receivedAt }) => Date.parse(receivedAt) >= since) };
  }

  /** Null: all. */
  private async wanted(
    scope: AccountScope,
    { asset_ids: ids, group_id: groupId }: LocationQuery,
  ): Promise<readonly number[] | null> {
    if (groupId === undefined) return ids ?? null;
    const members = await this.groups.of(scope, groupId);
    return ids ? members.filter((id) => ids.includes(id)) : members;
  }
}
