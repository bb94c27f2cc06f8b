import type { AccountScope } from '@yipii/domain';
import { And, ArrayContainedBy, Equal, In, Raw, type FindOperator, type FindOptionsWhere } from 'typeorm';
import { ApiKey } from '../entities/api-key';
import { Asset } from '../entities/asset';
import { AssetGroup } from '../entities/asset-group';
import { Device } from '../entities/device';
import { MaintenanceRow } from '../entities/maintenance';
import { OAuthClient } from '../entities/oauth-client';
import { PrivacyZoneRow } from '../entities/privacy-zone';
import { RouteRow } from '../entities/route';
import { TrackingLinkRow } from '../entities/tracking-link';

type Where = Readonly<Record<string, unknown>>;
type Condition = (assets: readonly number[]) => {
  readonly column: string;
  readonly is: FindOperator<unknown>;
};

/** Conditions on rows for callers restricted to some assets; all rows of the account if there is none here. */
const OF_ASSETS: ReadonlyMap<unknown, Condition> = new Map<unknown, Condition>([
  [Asset, (assets) => ({ column: 'id', is: In([...assets]) })],
  [AssetGroup, (assets) => ({ column: 'id', is: among('asset_group_member', 'group_id', assets) })],
  [Device, (assets) => ({ column: 'id', is: among('assignment', 'device_id', assets) })],
  [ApiKey, containedBy],
  [OAuthClient, containedBy],
  [PrivacyZoneRow, (assets) => ({ column: 'assetId', is: In([...assets]) })],
  [MaintenanceRow, (assets) => ({ column: 'assetId', is: In([...assets]) })],
  [RouteRow, (assets) => ({ column: 'assetId', is: In([...assets]) })],
  [TrackingLinkRow, (assets) => ({ column: 'assetId', is: In([...assets]) })],
]);

/** Adds the scope's conditions. Row-level security enforces the same, so that a mistake in either leaks nothing. */
export function withinScope<Row>(
  entity: new () => Row,
  { accountId, assets }: AccountScope,
  where: FindOptionsWhere<Row> = {},
): FindOptionsWhere<Row> {
  const conditions: Where = { ...where, accountId };
  const restriction = assets === null ? undefined : OF_ASSETS.get(entity)?.(assets);
  if (!restriction) return conditions as FindOptionsWhere<Row>;
  const { column, is } = restriction;
  return { ...conditions, [column]: both(conditions[column], is) } as FindOptionsWhere<Row>;
}

function containedBy(assets: readonly number[]): ReturnType<Condition> {
  return { column: 'assetIds', is: ArrayContainedBy([...assets]) as FindOperator<unknown> };
}

function among(table: string, id: string, assets: readonly number[]): FindOperator<unknown> {
  return Raw((column) => `${column} IN (SELECT ${id} FROM ${table} WHERE asset_id = ANY (:visibleAssets))`, {
    visibleAssets: [...assets],
  });
}

function both(given: unknown, restriction: FindOperator<unknown>): FindOperator<unknown> {
  if (given === undefined) return restriction;
  const other = typeof given === 'number' ? Equal<unknown>(given) : (given as FindOperator<unknown>);
  return And(other, restriction);
}
