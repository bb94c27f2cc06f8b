import { Controller, Get } from '@nestjs/common';
import type { LocationUpdate, Principal } from '@yipii/domain';
import {
  Caller,
  dataOf,
  Describe,
  FromQuery,
  listOf,
  Needs,
  orNull,
  pageOf,
  PageQuery,
  PathId,
} from '@yipii/platform';
import { Asset } from '@yipii/persistence';
import { Refusal } from '../errors';
import { toPage } from '../registry/page';
import { Registry } from '../registry/registry.ports';
import { AssetStore } from './asset.ports';
import { AssetView, assetView } from './asset.schema';
import { LocationQuery, LocationView } from './location.schema';
import { ReadLastLocations } from './read-last-locations';

@Controller('api/:account_key')
export class AssetController {
  constructor(
    private readonly registry: Registry,
    private readonly assets: AssetStore,
    private readonly lastLocations: ReadLastLocations,
  ) {}

  @Get('asset')
  @Needs('fleet:read')
  @Describe({
    id: 'listAssets',
    summary: 'Your assets',
    tag: 'asset',
    answer: 'A page',
    answers: pageOf(AssetView, 'AssetPage'),
  })
  async list(@Caller() { scope }: Principal, @FromQuery() query: PageQuery) {
    return toPage(await this.registry.list(Asset, scope, query), query, assetView);
  }

  @Get('asset/:id')
  @Needs('fleet:read')
  @Describe({
    id: 'getAsset',
    summary: 'One asset',
    tag: 'asset',
    answer: 'The asset',
    answers: dataOf(AssetView),
  })
  async get(@Caller() { scope }: Principal, @PathId() id: number): Promise<{ data: AssetView }> {
    const found = await this.registry.find(Asset, scope, id);
    if (!found) throw noSuchAsset();
    return { data: assetView(found) };
  }

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

function noSuchAsset(): Refusal {
  return new Refusal('NOT_FOUND', 'There is no such asset.');
}
