import type { Sql } from '@yipii/platform';
import { ensureAccount, insertAsset, insertAssignment, insertDevice } from './provision';
import type { Transaction } from './unit-of-work/transaction';
import type { WorkerUnitOfWork } from './unit-of-work/worker-unit-of-work';

export interface AccountSeed {
  readonly key: string;
  readonly name: string;
  readonly assets: readonly AssetSeed[];
}

export interface AssetSeed {
  readonly name: string;
  readonly plate?: string;
  readonly icon?: string;
  /** Of its device. */
  readonly uniqueId: string;
  /** The only protocol that its device may use; absent: any. */
  readonly protocol?: string;
}

export interface SeededAccount {
  readonly accountId: number;
  /** In the order of the seed. */
  readonly assets: readonly {
    readonly assetId: number;
    readonly deviceId: number;
    readonly uniqueId: string;
  }[];
}

/**
 * Creates an account with assets, each with one permanently assigned device. Existing rows are left unchanged, so
 * this may run at every start.
 * @throws Error if a device belongs to another account
 */
export class SeedAccount {
  constructor(private readonly unitOfWork: WorkerUnitOfWork) {}

  run(seed: AccountSeed): Promise<SeededAccount> {
    return this.unitOfWork.run(async (tx) => {
      const accountId = await ensureAccount(tx, seed);
      const assets = [];
      for (const asset of seed.assets) assets.push(await ensureAsset(tx, accountId, asset));
      return { accountId, assets };
    });
  }
}

async function ensureAsset(
  tx: Transaction,
  accountId: number,
  seed: AssetSeed,
): Promise<SeededAccount['assets'][number]> {
  const { uniqueId, protocol } = seed;
  const known = await findDevice(tx, uniqueId);
  if (known && known.accountId !== accountId) throw new Error(`device ${uniqueId} is taken`);
  if (known?.assetId) return { assetId: known.assetId, deviceId: known.deviceId, uniqueId };
  const assetId = await insertAsset(tx, accountId, seed);
  if (!known)
    return {
      assetId,
      deviceId: await insertDevice(tx, accountId, { uniqueId, protocol, assetId }),
      uniqueId,
    };
  await insertAssignment(tx, { accountId, deviceId: known.deviceId, assetId });
  return { assetId, deviceId: known.deviceId, uniqueId };
}

async function findDevice(sql: Sql, uniqueId: string) {
  const { rows } = await sql.query<{ account_id: string; device_id: string; asset_id: string | null }>(
    `SELECT d.account_id, d.id AS device_id, a.asset_id FROM device d
     LEFT JOIN assignment a ON a.device_id = d.id AND a.valid_to IS NULL WHERE d.unique_id = $1`,
    [uniqueId],
  );
  const row = rows[0];
  return (
    row && {
      accountId: Number(row.account_id),
      deviceId: Number(row.device_id),
      assetId: row.asset_id === null ? null : Number(row.asset_id),
    }
  );
}
