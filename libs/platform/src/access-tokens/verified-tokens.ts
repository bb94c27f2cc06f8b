import { hash } from 'node:crypto';
import type { JWTPayload, KeyLike } from 'jose';

/** Tokens of that many callers are remembered. */
const MAX_TOKENS = 5_000;

/** A token whose signature and claims were found good; only its expiry and its key can make it bad later. */
export interface VerifiedToken {
  readonly payload: JWTPayload;
  /** Looks its key up again: the issuer may have withdrawn it. */
  readonly findKey: () => VerifiedToken['key'] | Promise<VerifiedToken['key']>;
  readonly key: KeyLike | Uint8Array;
}

/**
 * Remembers what was verified, by a hash of the token: callers send the same token with each request, and the signature
 * is most of what checking it costs.
 */
export class VerifiedTokens {
  private readonly tokens = new Map<string, VerifiedToken>();

  /**
   * Returns the token's claims, or null if it must be verified.
   * @param now Unix seconds
   */
  async claims(token: string, now: number): Promise<JWTPayload | null> {
    const id = idOf(token);
    const known = this.tokens.get(id);
    if (!known) return null;
    const { payload, key, findKey } = known;
    const isGood = (payload.exp ?? 0) > now && (await findKey()) === key;
    if (!isGood) this.tokens.delete(id);
    return isGood ? payload : null;
  }

  /** The token that was verified first is forgotten where there are too many. */
  remember(token: string, verified: VerifiedToken): void {
    const [oldest] = this.tokens.keys();
    if (this.tokens.size >= MAX_TOKENS && oldest !== undefined) this.tokens.delete(oldest);
    this.tokens.set(idOf(token), verified);
  }
}

function idOf(token: string): string {
  return hash('sha256', token, 'base64');
}
