import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import type { LocationUpdate } from '@yipii/domain';
import type { Asset } from '@yipii/persistence';
import { lenientInput } from '@yipii/platform';
import { BearerGuard, Caller } from '../access/bearer.guard';
import { demandScope, maySee, type Principal } from '../access/principal';
import { Refusal } from '../errors';
import { assetView, LocationQuery, PageQuery, type AssetView } from './asset.dto';
import { AssetStore } from './asset.ports';
import { ReadLastLocations } from './read-last-locations';

@Controller('api/:account_key')
@UseGuards(BearerGuard)
export class AssetController {
  constructor(
    private readonly assets: AssetStore,
    private readonly lastLocations: ReadLastLocations,
  ) {}

  @Get('asset')
  async list(@Caller() caller: Principal, @Query(lenientInput) { page, per_page: perPage }: PageQuery) {
    demandScope(caller, 'fleet:read');
    const { assets, total } = await this.assets.list(caller.accountId, {
      page,
      perPage,
      only: caller.assetIds,
    });
    return { data: assets.map(assetView), meta: { current_page: page, per_page: perPage, total } };
  }

  @Get('asset/:id')
  async get(@Caller() caller: Principal, @Param('id') id: string): Promise<{ data: AssetView }> {
    demandScope(caller, 'fleet:read');
    return { data: assetView(await this.find(caller, id)) };
  }

  @Get('asset/:id/location')
  async location(
    @Caller() caller: Principal,
    @Param('id') id: string,
  ): Promise<{ data: LocationUpdate | null }> {
    demandScope(caller, 'positions:read');
    const asset = await this.find(caller, id);
    const [location = null] = await this.lastLocations.run(caller.accountId, [asset.id]);
    return { data: location };
  }

  @Get('location')
  async locations(
    @Caller() caller: Principal,
    @Query(lenientInput) { asset_ids: wanted }: LocationQuery,
  ): Promise<{ data: LocationUpdate[] }> {
    demandScope(caller, 'positions:read');
    const visible = wanted?.filter((id) => maySee(caller, id)) ?? caller.assetIds;
    return { data: await this.lastLocations.run(caller.accountId, visible) };
  }

  private async find(caller: Principal, text: string): Promise<Asset> {
    const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : 0;
    const asset =
      Number.isSafeInteger(id) && maySee(caller, id) ? await this.assets.find(caller.accountId, id) : null;
    if (!asset) throw new Refusal('NOT_FOUND', 'There is no such asset.');
    return asset;
  }
}
