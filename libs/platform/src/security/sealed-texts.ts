import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts secrets that are needed in clear again (AES-256-GCM), so that a copy of the database does not have them.
 * A sealed text opens only for the purpose that it was sealed for, e.g. that of one row.
 */
export class SealedTexts {
  private readonly keys: readonly Buffer[];

  /** @param secrets the first seals, all open, so that they can be rotated */
  constructor(secrets: readonly string[]) {
    this.keys = secrets.map((secret) => hash('sha256', `sealed texts ${secret}`, 'buffer'));
  }

  seal(text: string, purpose: string): Buffer {
    const [key] = this.keys;
    if (!key) throw new TypeError('there is no key to encrypt with');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error if none of the keys has sealed it for this purpose */
  open(sealed: Buffer, purpose: string): string {
    for (const key of this.keys) {
      const text = openWith(key, sealed, purpose);
      if (text !== null) return text;
    }
    throw new Error('none of ENCRYPTION_KEYS opens a stored secret');
  }
}

function openWith(key: Buffer, sealed: Buffer, purpose: string): string | null {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
    const text = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8');
    return text + decipher.final('utf8');
  } catch {
    return null;
  }
}

/** The purpose of the secrets that sign the webhooks of an account. */
export function webhookPurpose(accountId: number): string {
  return `webhooks of account ${accountId}`;
}
