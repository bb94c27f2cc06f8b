import type { OAuthClientRecord } from '@yipii/persistence';
import type { AccessTokenVerifier } from '@yipii/platform';
import type { Revocations } from './access.ports';
import type { RevokedAccess } from './revoked-access';

/** Ends an access token before its time (RFC 7009). */
export class RevokeToken {
  constructor(
    private readonly tokens: AccessTokenVerifier,
    private readonly revocations: Revocations,
    private readonly revoked: RevokedAccess,
  ) {}

  /**
   * Returns `foreign` for a token of another client. One that is unknown, expired or already revoked counts as
   * revoked (RFC 7009 §2.2).
   */
  async run(client: OAuthClientRecord, token: string): Promise<'revoked' | 'foreign'> {
    const claims = await this.tokens.verify(token);
    if (!claims) return 'revoked';
    if (claims.clientId !== client.id) return 'foreign';
    const expiresAt = new Date(claims.expiresAt);
    await this.revocations.revoke(client.account.id, { jti: claims.tokenId, expiresAt });
    this.revoked.add({ kind: 'token', id: claims.tokenId, expiresAt: expiresAt.toISOString() });
    return 'revoked';
  }
}
