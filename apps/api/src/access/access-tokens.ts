import { randomUUID } from 'node:crypto';
import type { Clock } from '@yipii/platform';
import { errors, jwtVerify, SignJWT, type JWTPayload, type JWTVerifyOptions } from 'jose';
import type { SigningKey } from './signing-keys';

/** Media type of RFC 9068. */
const TOKEN_TYPE = 'at+jwt';

/** What an access token says. */
export interface AccessClaims {
  readonly clientId: string;
  readonly accountKey: string;
  readonly scopes: readonly string[];
  readonly assetIds: readonly number[] | null;
}

export interface VerifiedToken extends AccessClaims {
  readonly tokenId: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Signs and verifies access tokens: JWTs by RFC 9068, for and by this installation. */
export class AccessTokens {
  private readonly keys: ReadonlyMap<string, SigningKey>;

  /** @param publicUrl the issuer */
  constructor(
    private readonly signingKeys: readonly SigningKey[],
    private readonly publicUrl: string,
    private readonly clock: Clock,
  ) {
    this.keys = new Map(signingKeys.map((key) => [key.kid, key]));
  }

  /** @param ttlSeconds how long it is valid from now on */
  async issue({ clientId, accountKey, scopes, assetIds }: AccessClaims, ttlSeconds: number): Promise<string> {
    const key = this.signingKeys[0];
    if (!key) throw new Error('no signing key');
    const now = Math.floor(this.clock.now() / 1000);
    return new SignJWT({
      account: accountKey,
      scope: scopes.join(' '),
      ...(assetIds && { assets: assetIds }),
    })
      .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: TOKEN_TYPE })
      .setIssuer(this.publicUrl)
      .setSubject(clientId)
      .setAudience(this.audience)
      .setIssuedAt(now)
      .setExpirationTime(now + ttlSeconds)
      .setJti(randomUUID())
      .sign(key.privateKey);
  }

  /** The token's claims, or null if it is not one of ours or has expired. */
  async verify(token: string): Promise<VerifiedToken | null> {
    try {
      const { payload } = await jwtVerify(token, ({ kid, alg }) => this.publicKey(kid, alg), this.rules);
      return readClaims(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  /** A key from the configured set only: whatever a token's header says of keys is ignored. */
  private publicKey(kid: string | undefined, alg: string) {
    const key = this.keys.get(kid ?? '');
    if (key?.alg !== alg) throw new errors.JWKSNoMatchingKey();
    return key.publicKey;
  }

  private get rules(): JWTVerifyOptions {
    return {
      algorithms: ['EdDSA', 'ES256'],
      typ: TOKEN_TYPE,
      issuer: this.publicUrl,
      audience: this.audience,
      requiredClaims: ['sub', 'exp', 'iat', 'jti', 'account', 'scope'],
      currentDate: new Date(this.clock.now()),
    };
  }

  private get audience(): string {
    return new URL('/api', this.publicUrl).toString();
  }
}

/** Signed by us, so the types are what `issue` wrote. */
function readClaims(payload: JWTPayload): VerifiedToken {
  const { sub = '', jti = '', exp = 0, account, scope, assets } = payload;
  return {
    clientId: sub,
    tokenId: jti,
    expiresAt: exp * 1000,
    accountKey: String(account),
    scopes: String(scope).split(' '),
    assetIds: Array.isArray(assets) ? assets.map(Number) : null,
  };
}
