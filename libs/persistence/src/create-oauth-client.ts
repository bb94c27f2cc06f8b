import { randomBytes, randomUUID } from 'node:crypto';
import { hashSecret } from './hash-secret';
import type { WorkerUnitOfWork } from './unit-of-work/worker-unit-of-work';

const SECRET_BYTES = 32;

export interface OAuthClientCredentials {
  readonly clientId: string;
  /** Shown once: only its SHA-256 is stored. */
  readonly clientSecret: string;
}

export interface OAuthClientSeed {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Restricts it to these assets; absent: all of the account. */
  readonly assetIds?: readonly number[];
  /** When it and its tokens end; absent: never. */
  readonly expiresAt?: Date;
}

/** Creates a client that may get access tokens for the account. */
export class CreateOAuthClient {
  constructor(private readonly unitOfWork: WorkerUnitOfWork) {}

  async run(accountId: number, seed: OAuthClientSeed): Promise<OAuthClientCredentials> {
    const { name, scopes, assetIds = null, expiresAt = null } = seed;
    const clientId = randomUUID();
    const clientSecret = randomBytes(SECRET_BYTES).toString('base64url');
    const values = [clientId, accountId, name, hashSecret(clientSecret), scopes, assetIds, expiresAt];
    await this.unitOfWork.run((tx) => tx.query(INSERT, values));
    return { clientId, clientSecret };
  }
}

const INSERT = `
  INSERT INTO oauth_client (id, account_id, name, secret_hash, scopes, asset_ids, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;
