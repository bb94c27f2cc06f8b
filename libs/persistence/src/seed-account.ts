import type { Pool, PoolClient } from 'pg';
import type { Database } from './repositories/database';

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
 * Makes an account with assets, each with a device that is on it since ever; whatever is already there
 * stays as it is, so it may run at every start. Needs the worker's database.
 * @throws Error if a device belongs to another account
 */
export class SeedAccount {
  constructor(private readonly database: Database) {}

  run(seed: AccountSeed): Promise<SeededAccount> {
    return inTransaction(this.database.pool, async (client) => {
      const accountId = await ensureAccount(client, seed);
      const assets = [];
      for (const asset of seed.assets) assets.push(await ensureAsset(client, accountId, asset));
      return { accountId, assets };
    });
  }
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

async function ensureAccount(client: PoolClient, { key, name }: AccountSeed): Promise<number> {
  // The update changes nothing: it locks the row, so that two seeds of one account take turns.
  return insertedId(
    client,
    `INSERT INTO account (key, name) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING id`,
    [key, name],
  );
}

async function ensureAsset(
  client: PoolClient,
  accountId: number,
  seed: AssetSeed,
): Promise<SeededAccount['assets'][number]> {
  const { uniqueId } = seed;
  const { rows } = await client.query<{ account_id: string; device_id: string; asset_id: string | null }>(
    `SELECT d.account_id, d.id AS device_id, a.asset_id FROM device d
     LEFT JOIN assignment a ON a.device_id = d.id AND a.valid_to IS NULL WHERE d.unique_id = $1`,
    [uniqueId],
  );
  const known = rows[0];
  if (known && Number(known.account_id) !== accountId) throw new Error(`device ${uniqueId} is taken`);
  if (known?.asset_id)
    return { assetId: Number(known.asset_id), deviceId: Number(known.device_id), uniqueId };

  const deviceId = known ? Number(known.device_id) : await insertDevice(client, accountId, seed);
  const assetId = await insertedId(
    client,
    'INSERT INTO asset (account_id, name, plate, icon) VALUES ($1, $2, $3, $4) RETURNING id',
    [accountId, seed.name, seed.plate ?? null, seed.icon ?? null],
  );
  await client.query(
    `INSERT INTO assignment (account_id, device_id, asset_id, valid_from) VALUES ($1, $2, $3, '1970-01-01T00:00:00Z')`,
    [accountId, deviceId, assetId],
  );
  return { assetId, deviceId, uniqueId };
}

function insertDevice(client: PoolClient, accountId: number, seed: AssetSeed): Promise<number> {
  return insertedId(
    client,
    'INSERT INTO device (account_id, unique_id, protocol) VALUES ($1, $2, $3) RETURNING id',
    [accountId, seed.uniqueId, seed.protocol],
  );
}

async function insertedId(client: PoolClient, sql: string, values: readonly unknown[]): Promise<number> {
  const { rows } = await client.query<{ id: string }>(sql, [...values]);
  return Number(rows[0]?.id);
}
