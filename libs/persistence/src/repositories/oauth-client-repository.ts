import type { AccountReference } from './account-repository';
import type { Database } from './database';

/** A client with the data needed to authenticate it. */
export interface OAuthClientRecord {
  readonly id: string;
  readonly account: AccountReference;
  readonly name: string;
  readonly secretHash: Buffer;
  /** Hash of the secret before the last rotation, and its expiry. */
  readonly previousSecret: { readonly hash: Buffer; readonly expiresAt: Date } | null;
  /** Tokens of earlier versions are no longer valid. */
  readonly version: number;
  readonly scopes: readonly string[];
  readonly assetIds: readonly number[] | null;
  readonly expiresAt: Date | null;
}

interface Row {
  id: string;
  account_id: string;
  account_key: string;
  account_name: string;
  name: string;
  secret_hash: Buffer;
  previous_secret_hash: Buffer | null;
  previous_secret_expires_at: Date | null;
  version: number;
  scopes: string[];
  asset_ids: string[] | null;
  expires_at: Date | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Looks up OAuth clients before their account is known, so it needs the worker's database. */
export class OAuthClientRepository {
  constructor(private readonly database: Database) {}

  /** @param clientId any text; one that is not a UUID is not found */
  async find(clientId: string): Promise<OAuthClientRecord | null> {
    if (!UUID.test(clientId)) return null;
    const { rows } = await this.database.pool.query<Row>(
      `SELECT c.*, a.key AS account_key, a.name AS account_name
       FROM oauth_client c JOIN account a ON a.id = c.account_id WHERE c.id = $1`,
      [clientId],
    );
    return rows[0] ? toRecord(rows[0]) : null;
  }
}

function toRecord(row: Row): OAuthClientRecord {
  const { previous_secret_hash: hash, previous_secret_expires_at: expiresAt } = row;
  return {
    id: row.id,
    account: { id: Number(row.account_id), key: row.account_key, name: row.account_name },
    name: row.name,
    secretHash: row.secret_hash,
    previousSecret: hash && expiresAt && { hash, expiresAt },
    version: row.version,
    scopes: row.scopes,
    assetIds: row.asset_ids?.map(Number) ?? null,
    expiresAt: row.expires_at,
  };
}
