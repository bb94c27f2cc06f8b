import { randomBytes } from 'node:crypto';
import { hashSecret } from '@yipii/persistence';
import type { Sql } from '@yipii/platform';
import { API_KEY_PREFIX } from '../access/api-keys';

const SECRET_BYTES = 32;

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Null: all assets of the account. */
  readonly assetIds: readonly number[] | null;
  /** Null: never. */
  readonly expiresAt: Date | null;
  /** Shown once: only its SHA-256 is stored. */
  readonly key: string;
}

export function newApiKey(): string {
  return API_KEY_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
}

/** Returns its id. Needs the worker's database. */
export async function insertApiKey(sql: Sql, accountId: number, seed: NewApiKey): Promise<number> {
  const { name, scopes, assetIds, expiresAt, key } = seed;
  const { rows } = await sql.query<{ id: string }>(
    `INSERT INTO api_key (account_id, name, scopes, asset_ids, expires_at, secret_hash)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [accountId, name, scopes, assetIds, expiresAt, hashSecret(key)],
  );
  return Number(rows[0]?.id);
}
