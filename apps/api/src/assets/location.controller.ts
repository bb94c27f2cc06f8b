import { Controller, Get } from '@nestjs/common';
import type { LocationUpdate, Principal } from '@yipii/domain';
import { Caller, dataOf, Describe, FromQuery, listOf, Needs, orNull, PathId } from '@yipii/platform';
import { noSuchAsset } from '../errors';
import { AssetStore } from './asset.ports';
import { LocationQuery, LocationView } from './location.schema';
import { ReadLastLocations } from './read-last-locations';

@Controller('api/:account_key')
export class LocationController {
  constructor(
    private readonly assets: AssetStore,
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
    const [last = null] = await this.lastLocations.run(scope, [id]);
    return { data: last };
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
    @FromQuery() { asset_ids: wanted }: LocationQuery,
  ): Promise<{ data: LocationUpdate[] }> {
    return { data: await this.lastLocations.run(scope, wanted ?? null) };
  }
}
