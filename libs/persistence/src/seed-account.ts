import type { Sql } from '@yipii/platform';
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
  readonly protocol: string;
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
 * Creates an account with assets, each with a device that has always been on it. What exists already stays as it
 * is, so this may run at every start.
 * @throws Error if a device belongs to another account
 */
export class SeedAccount {
  constructor(private readonly unitOfWork: WorkerUnitOfWork) {}

  run(seed: AccountSeed): Promise<SeededAccount> {
    return this.unitOfWork.run(async (tx) => {
      const accountId = await ensureAccount(tx, seed);
      const added: number[] = [];
      const assets = [];
      for (const asset of seed.assets) assets.push(await ensureAsset(tx, { accountId, added }, asset));
      // Nobody can know a new asset or device yet, except that there is no device with its unique id.
      await tx.registryChanged('assignment', ...added);
      return { accountId, assets };
    });
  }
}

async function ensureAccount(sql: Sql, { key, name }: AccountSeed): Promise<number> {
  // The update changes nothing: it locks the row, so that two seeds of one account take turns.
  return insertedId(
    sql,
    `INSERT INTO account (key, name) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING id`,
    [key, name],
  );
}

interface Progress {
  readonly accountId: number;
  /** Ids of new assignments. */
  readonly added: number[];
}

async function ensureAsset(
  sql: Sql,
  { accountId, added }: Progress,
  seed: AssetSeed,
): Promise<SeededAccount['assets'][number]> {
  const { uniqueId } = seed;
  const { rows } = await sql.query<{ account_id: string; device_id: string; asset_id: string | null }>(
    `SELECT d.account_id, d.id AS device_id, a.asset_id FROM device d
     LEFT JOIN assignment a ON a.device_id = d.id AND a.valid_to IS NULL WHERE d.unique_id = $1`,
    [uniqueId],
  );
  const known = rows[0];
  if (known && Number(known.account_id) !== accountId) throw new Error(`device ${uniqueId} is taken`);
  if (known?.asset_id)
    return { assetId: Number(known.asset_id), deviceId: Number(known.device_id), uniqueId };

  const deviceId = known ? Number(known.device_id) : await insertDevice(sql, accountId, seed);
  const assetId = await insertedId(
    sql,
    'INSERT INTO asset (account_id, name, plate, icon) VALUES ($1, $2, $3, $4) RETURNING id',
    [accountId, seed.name, seed.plate ?? null, seed.icon ?? null],
  );
  added.push(await insertAssignment(sql, [accountId, deviceId, assetId]));
  return { assetId, deviceId, uniqueId };
}

function insertDevice(sql: Sql, accountId: number, seed: AssetSeed): Promise<number> {
  return insertedId(
    sql,
    'INSERT INTO device (account_id, unique_id, protocol) VALUES ($1, $2, $3) RETURNING id',
    [accountId, seed.uniqueId, seed.protocol],
  );
}

function insertAssignment(sql: Sql, ids: readonly number[]): Promise<number> {
  return insertedId(
    sql,
    `INSERT INTO assignment (account_id, device_id, asset_id, valid_from)
     VALUES ($1, $2, $3, '1970-01-01T00:00:00Z') RETURNING id`,
    ids,
  );
}

async function insertedId(sql: Sql, text: string, values: readonly unknown[]): Promise<number> {
  const { rows } = await sql.query<{ id: string }>(text, [...values]);
  return Number(rows[0]?.id);
}
