import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';

/** What an installation must keep to itself; made once, kept in `secrets.json` of the data folder. */
export interface Secrets {
  readonly appKey: string;
  /** Private JWK that signs access tokens. */
  readonly signingKey: string;
  readonly grantKey: string;
  /** Encrypts secrets in the database. */
  readonly encryptionKey: string;
  /** Of the user of the embedded database that requests log in as. */
  readonly requestsPassword: string;
}

export async function keepSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, 'secrets.json');
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  // An older version has left less.
  const secrets = { ...(await newSecrets()), ...kept };
  if (Object.keys(kept).length === Object.keys(secrets).length) return secrets;
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

export async function newSecrets(): Promise<Secrets> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    appKey: randomBytes(10).toString('hex'),
    signingKey: JSON.stringify(await exportJWK(privateKey)),
    grantKey: randomBytes(32).toString('base64url'),
    encryptionKey: randomBytes(32).toString('base64url'),
    requestsPassword: randomBytes(32).toString('base64url'),
  };
}
