import type { Database } from './database';

/** A client with what is needed to authenticate it. */
export interface OAuthClientRecord {
  readonly id: string;
  readonly accountId: number;
  readonly accountKey: string;
  readonly name: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly string[];
  readonly assetIds: readonly number[] | null;
  readonly expiresAt: Date | null;
}

interface Row {
  id: string;
  account_id: string;
  account_key: string;
  name: string;
  secret_hash: Buffer;
  scopes: string[];
  asset_ids: string[] | null;
  expires_at: Date | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Looks up OAuth clients before it is known whose they are, so it needs the worker's database. */
export class OAuthClientRepository {
  constructor(private readonly database: Database) {}

  /** @param clientId any text; one that is not a UUID is not found */
  async find(clientId: string): Promise<OAuthClientRecord | null> {
    if (!UUID.test(clientId)) return null;
    const { rows } = await this.database.pool.query<Row>(
      `SELECT c.*, a.key AS account_key FROM oauth_client c JOIN account a ON a.id = c.account_id
       WHERE c.id = $1`,
      [clientId],
    );
    return rows[0] ? toRecord(rows[0]) : null;
  }
}

function toRecord(row: Row): OAuthClientRecord {
  return {
    id: row.id,
    accountId: Number(row.account_id),
    accountKey: row.account_key,
    name: row.name,
    secretHash: row.secret_hash,
    scopes: row.scopes,
    assetIds: row.asset_ids?.map(Number) ?? null,
    expiresAt: row.expires_at,
  };
}
