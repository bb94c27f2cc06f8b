import { assetsWithin, type AccountScope } from '@yipii/domain';
import type { UnitOfWork } from '@yipii/persistence';
import { AssetDevices } from './submit-positions';

export class PostgresAssetDevices extends AssetDevices {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  async of(scope: AccountScope, assetIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const wanted = assetsWithin(scope, assetIds);
    const { rows } = await this.unitOfWork.read(scope, (sql) =>
      sql.query<{ asset_id: string; unique_id: string }>(DEVICES, [scope.accountId, wanted]),
    );
    return new Map(rows.map(({ asset_id: id, unique_id: uniqueId }) => [Number(id), uniqueId]));
  }
}

/** Of several the one that came last. */
const DEVICES = `
  SELECT DISTINCT ON (assignment.asset_id) assignment.asset_id, device.unique_id
  FROM assignment JOIN device ON device.id = assignment.device_id
  WHERE assignment.account_id = $1 AND assignment.asset_id = ANY ($2)
    AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
  ORDER BY assignment.asset_id, valid_from DESC, assignment.id DESC`;
