import {
  AssetRepository,
  RouteRow,
  RouteStops,
  type AccountTransaction,
  type WantedStop,
} from '@yipii/persistence';
import { IdField, InvalidFields, OneOfField } from '@yipii/platform';
import { IsNull, Not } from 'typeorm';
import { RegistryQuery, type Fields, type Resource } from '../registry/resource';
import { disableLinks, endLinks, followRoute } from './route-links.sql';
import { RouteInput, RouteView } from './route.schema';

export class RouteQuery extends RegistryQuery {
  @IdField({ optional: true, description: 'Only those that this asset drives.' })
  readonly asset_id?: number;
  @OneOfField(['true', 'false'], { optional: true, description: 'Only those that are completed, or not.' })
  readonly completed?: 'true' | 'false';
}

const assets = new AssetRepository();
const stops = new RouteStops();

export const routes: Resource<RouteView> = {
  ...{
    path: 'route',
    kind: 'route',
    entity: RouteRow,
    view: RouteView,
    input: RouteInput,
    query: RouteQuery,
  },
  ofWholeAccount: false,
  where: ({ asset_id: assetId, completed }) => ({
    ...(assetId !== undefined && { assetId }),
    ...(completed !== undefined && { completedAt: completed === 'true' ? Not(IsNull()) : IsNull() }),
  }),
  related: (tx, ids) => stops.of(tx, ids),
  change: async (tx, _caller, { after }) => {
    if (after) await demandAsset(tx, after);
    return {};
  },
  relate: async (tx, id, input) => {
    const wanted = input.stops as readonly WantedStop[];
    await disableLinksOfOthers(tx, id, wanted);
    const unknown = await stops.replace(tx, id, wanted);
    if (unknown.length > 0)
      throw new InvalidFields({ stops: [`The route has no stop ${unknown.slice(0, 20).join(', ')}.`] });
    await followRoute(tx, id, (input.asset_id as number | null | undefined) ?? null);
    if (typeof input.completed_at === 'string')
      await endLinks(tx, id, { stopId: null, at: new Date(input.completed_at) });
  },
  release: (tx, id) => disableLinks(tx, 'route_id', [id]),
};

/** One that is out of scope is as unknown as one that does not exist. */
async function demandAsset(tx: AccountTransaction, { assetId }: Fields): Promise<void> {
  if (typeof assetId !== 'number' || (await assets.existing(tx, [assetId])).has(assetId)) return;
  throw new InvalidFields({ asset_id: ['There is no such asset.'] });
}

async function disableLinksOfOthers(tx: AccountTransaction, id: number, wanted: readonly WantedStop[]) {
  const known = (await stops.of(tx, [id])).get(id)?.stops ?? [];
  const gone = known.filter((stop) => !wanted.some((other) => other.id === stop.id));
  if (gone.length > 0)
    await disableLinks(
      tx,
      'stop_id',
      gone.map((stop) => stop.id),
    );
}
