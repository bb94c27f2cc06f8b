import { randomUUID } from 'node:crypto';
import { ACCESS_TOKEN_TYPE, accessTokenAudience, type AccessToken, type Clock } from '@yipii/platform';
import { SignJWT } from 'jose';
import type { SigningKey } from './signing-keys';

/** What a new access token is to say. */
export type TokenClaims = Pick<AccessToken, 'clientId' | 'accountKey' | 'scopes' | 'assetIds'>;

/** Signs access tokens: JWTs by RFC 9068, by and for this installation. */
export class AccessTokenIssuer {
  /** @param publicUrl the issuer */
  constructor(
    private readonly signingKeys: readonly SigningKey[],
    private readonly publicUrl: string,
    private readonly clock: Clock,
  ) {}

  /** @param ttlSeconds how long it is valid from now on */
  async issue({ clientId, accountKey, scopes, assetIds }: TokenClaims, ttlSeconds: number): Promise<string> {
    const key = this.signingKeys[0];
    if (!key) throw new Error('no signing key');
    const now = Math.floor(this.clock.now() / 1000);
    return new SignJWT({
      account: accountKey,
      scope: scopes.join(' '),
      ...(assetIds && { assets: assetIds }),
    })
      .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: ACCESS_TOKEN_TYPE })
      .setIssuer(this.publicUrl)
      .setSubject(clientId)
      .setAudience(accessTokenAudience(this.publicUrl))
      .setIssuedAt(now)
      .setExpirationTime(now + ttlSeconds)
      .setJti(randomUUID())
      .sign(key.privateKey);
  }
}
