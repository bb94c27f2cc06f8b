import type { AccountReference } from './account-repository';
import type { Database } from './database';

/** An API key as identified by the secret that was sent. */
export interface ApiKeyRecord {
  readonly id: number;
  readonly version: number;
  readonly account: AccountReference;
  readonly scopes: readonly string[];
  readonly assetIds: readonly number[] | null;
  /** When the secret that was sent ends; null: never. */
  readonly expiresAt: Date | null;
}

interface Row {
  id: string;
  version: number;
  account_id: string;
  account_key: string;
  account_name: string;
  scopes: string[];
  asset_ids: string[] | null;
  ends_at: Date | null;
}

/** Looks up API keys before their account is known, so it needs the worker's database. */
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  /** @param secretHash SHA-256 of the key, or of the one before it while it is rotated */
  async findBySecret(secretHash: Buffer): Promise<ApiKeyRecord | null> {
    const { rows } = await this.database.pool.query<Row>(
      `SELECT k.id, k.version, k.scopes, k.asset_ids, k.account_id, a.key AS account_key, a.name AS account_name,
         CASE WHEN k.secret_hash = $1 THEN k.expires_at
           ELSE least(k.expires_at, k.previous_secret_expires_at) END AS ends_at
       FROM api_key k JOIN account a ON a.id = k.account_id
       WHERE k.secret_hash = $1 OR k.previous_secret_hash = $1`,
      [secretHash],
    );
    return rows[0] ? toRecord(rows[0]) : null;
  }
}

function toRecord(row: Row): ApiKeyRecord {
  return {
    id: Number(row.id),
    version: row.version,
    account: { id: Number(row.account_id), key: row.account_key, name: row.account_name },
    scopes: row.scopes,
    assetIds: row.asset_ids?.map(Number) ?? null,
    expiresAt: row.ends_at,
  };
}
