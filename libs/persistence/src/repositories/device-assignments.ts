import type { AccountTransaction } from '../unit-of-work/transaction';

/** Assignments of devices to assets, as far as both are within the scope of the transaction. */
export class DeviceAssignments {
  /** Returns the asset that each device is on now, or null. */
  async of(
    tx: AccountTransaction,
    deviceIds: readonly number[],
  ): Promise<ReadonlyMap<number, { readonly assetId: number | null }>> {
    const { rows } = await tx.query<{ device_id: string; asset_id: string }>(
      `SELECT device_id, asset_id FROM assignment
       WHERE account_id = $2 AND device_id = ANY ($1) AND ($3::bigint[] IS NULL OR asset_id = ANY ($3))
         AND valid_from <= clock_timestamp() AND (valid_to IS NULL OR valid_to > clock_timestamp())`,
      [[...deviceIds], tx.scope.accountId, tx.scope.assets],
    );
    const found = new Map(rows.map((row) => [Number(row.device_id), Number(row.asset_id)]));
    return new Map(deviceIds.map((id) => [id, { assetId: found.get(id) ?? null }]));
  }

  /**
   * Assigns a device to an asset from now on, or to none. Records made before its first assignment belong to its
   * first asset.
   * @param assetId an asset within the scope
   */
  async put(tx: AccountTransaction, deviceId: number, assetId: number | null): Promise<void> {
    const present = (await this.of(tx, [deviceId])).get(deviceId)?.assetId ?? null;
    if (present === assetId) return;
    const ended = await tx.query<Id>(END, [deviceId]);
    await tx.registryChanged('assignment', ...idsOf(ended));
    if (assetId === null) return;
    const begun = await tx.query<Id>(BEGIN, [tx.scope.accountId, deviceId, assetId]);
    await tx.registryChanged('assignment', ...idsOf(begun));
  }

  /** Deletes all assignments of a device. */
  async forget(tx: AccountTransaction, deviceId: number): Promise<void> {
    const known = await tx.query<Id>('SELECT id FROM assignment WHERE device_id = $1', [deviceId]);
    await tx.registryChanged('assignment', ...idsOf(known));
    await tx.query('DELETE FROM assignment WHERE device_id = $1', [deviceId]);
  }
}

/** A period is never empty. */
const END = `
  UPDATE assignment SET valid_to = greatest(clock_timestamp(), valid_from + interval '1 microsecond')
  WHERE device_id = $1 AND valid_to IS NULL RETURNING id`;

/** Starts after the last period; the first one has no beginning. */
const BEGIN = `
  INSERT INTO assignment (account_id, device_id, asset_id, valid_from)
  SELECT $1, $2, $3,
    CASE WHEN count(*) = 0 THEN '1970-01-01T00:00:00Z' ELSE greatest(clock_timestamp(), max(valid_to)) END
  FROM assignment WHERE device_id = $2 RETURNING id`;

interface Id {
  readonly id: string;
}

function idsOf({ rows }: { readonly rows: readonly Id[] }): number[] {
  return rows.map(({ id }) => Number(id));
}
