import type { KeyObject } from 'node:crypto';
import { createRemoteJWKSet, errors, type KeyLike } from 'jose';

/** The part of a token's header that identifies its key. Everything else in it is ignored. */
export interface KeyHint {
  readonly kid: string;
  readonly alg: string;
}

/**
 * Finds the public key of one issuer.
 * @throws errors.JWKSNoMatchingKey if the issuer has no such key
 * @throws KeysUnavailable if its keys can't be read at the moment
 */
export type TokenKeys = (hint: KeyHint) => KeyLike | Promise<KeyLike>;

/** A key set can't be fetched. The token itself may be valid. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** Keys held by this process. */
export function localKeys(
  keys: readonly { readonly kid: string; readonly alg: string; readonly publicKey: KeyObject }[],
): TokenKeys {
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  return ({ kid, alg }) => {
    const key = byKid.get(kid);
    if (key?.alg !== alg) throw new errors.JWKSNoMatchingKey();
    return key.publicKey;
  };
}

const FETCH_TIMEOUT_MS = 3_000;

/** Keys of a JWK Set, fetched when first needed, and again for an unknown `kid` or after 10 min. */
export function remoteKeys(jwksUrl: string): TokenKeys {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: FETCH_TIMEOUT_MS });
  return async (hint) => {
    try {
      return await keys({ ...hint });
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
        throw error;
      }
      throw new KeysUnavailable('the key set can’t be read', { cause: error });
    }
  };
}
