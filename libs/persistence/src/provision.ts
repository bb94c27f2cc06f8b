import type { Sql } from '@yipii/platform';
import type { Transaction } from './unit-of-work/transaction';

/**
 * Rows that the administrator of an installation creates. Row-level security does not apply to the administrator,
 * so every row names its account.
 */

export interface NewAccount {
  readonly key: string;
  readonly name: string;
}

export interface NewAsset {
  readonly name: string;
  readonly plate?: string | undefined;
  readonly icon?: string | undefined;
  readonly externalId?: string | undefined;
}

export interface NewDevice {
  /** The id that it identifies itself with, e.g. its IMEI. */
  readonly uniqueId: string;
  /** Absent: any. */
  readonly protocol?: string | undefined;
  readonly model?: string | undefined;
  /** The asset to which it is assigned for all time. */
  readonly assetId?: number | undefined;
}

/** Returns the account's id, creating the account if necessary. Calls for the same key are serialised. */
export async function ensureAccount(sql: Sql, { key, name }: NewAccount): Promise<number> {
  // The update changes nothing but locks the row.
  return insertedId(
    sql,
    `INSERT INTO account (key, name) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING id`,
    [key, name],
  );
}

/** @throws the database's unique violation if the key is taken */
export function insertAccount(sql: Sql, { key, name }: NewAccount): Promise<number> {
  return insertedId(sql, 'INSERT INTO account (key, name) VALUES ($1, $2) RETURNING id', [key, name]);
}

export function insertAsset(sql: Sql, accountId: number, asset: NewAsset): Promise<number> {
  const { name, plate = null, icon = null, externalId = null } = asset;
  return insertedId(
    sql,
    `INSERT INTO asset (account_id, name, plate, icon, external_id) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [accountId, name, plate, icon, externalId],
  );
}

/**
 * Registers a device, even one that is already connected: it is known everywhere once the outbox is published.
 * @throws the database's unique violation if the unique id is taken, its foreign-key violation if there is no such
 * asset
 */
export async function insertDevice(tx: Transaction, accountId: number, device: NewDevice): Promise<number> {
  const { uniqueId, protocol = null, model = null, assetId } = device;
  const id = await insertedId(
    tx,
    'INSERT INTO device (account_id, unique_id, protocol, model) VALUES ($1, $2, $3, $4) RETURNING id',
    [accountId, uniqueId, protocol, model],
  );
  if (assetId === undefined) await tx.registryChanged('device', id);
  else await insertAssignment(tx, { accountId, deviceId: id, assetId });
  return id;
}

interface NewAssignment {
  readonly accountId: number;
  readonly deviceId: number;
  readonly assetId: number;
}

/** Assigns a device to an asset for all time. */
export async function insertAssignment(
  tx: Transaction,
  { accountId, deviceId, assetId }: NewAssignment,
): Promise<void> {
  const id = await insertedId(
    tx,
    `INSERT INTO assignment (account_id, device_id, asset_id, valid_from)
     VALUES ($1, $2, $3, '1970-01-01T00:00:00Z') RETURNING id`,
    [accountId, deviceId, assetId],
  );
  await tx.registryChanged('assignment', id);
}

async function insertedId(sql: Sql, text: string, values: readonly unknown[]): Promise<number> {
  const { rows } = await sql.query<{ id: string }>(text, [...values]);
  return Number(rows[0]?.id);
}
