import { randomUUID } from 'node:crypto';
import { ACCESS_TOKEN_TYPE, accessTokenAudience, type AccessToken, type Clock } from '@yipii/platform';
import { SignJWT } from 'jose';
import type { SigningKey } from './signing-keys';

/** What a new access token is to say. */
export type TokenClaims = Pick<AccessToken, 'clientId' | 'version' | 'accountKey' | 'scopes' | 'assetIds'>;

/** Signs access tokens: JWTs by RFC 9068, by and for this installation. */
export class AccessTokenIssuer {
  constructor(
    private readonly signingKeys: readonly SigningKey[],
    private readonly issuer: string,
    private readonly clock: Clock,
  ) {}

  /** @param ttlSeconds how long it is valid from now on */
  async issue(claims: TokenClaims, ttlSeconds: number): Promise<string> {
    const { clientId, version, accountKey, scopes, assetIds } = claims;
    const key = this.signingKeys[0];
    if (!key) throw new Error('no signing key');
    const now = Math.floor(this.clock.now() / 1000);
    return new SignJWT({
      account: accountKey,
      scope: scopes.join(' '),
      client_version: version,
      ...(assetIds && { assets: assetIds }),
    })
      .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: ACCESS_TOKEN_TYPE })
      .setIssuer(this.issuer)
      .setSubject(clientId)
      .setAudience(accessTokenAudience(this.issuer))
      .setIssuedAt(now)
      .setExpirationTime(now + ttlSeconds)
      .setJti(randomUUID())
      .sign(key.privateKey);
  }
}
