import type { Principal } from '@yipii/domain';
import { BearerKind, type AccessTokenVerifier } from '@yipii/platform';
import type { KnownAccounts } from './known-accounts';

/** Access tokens that this installation has signed. */
export class OwnTokens extends BearerKind {
  constructor(
    private readonly tokens: AccessTokenVerifier,
    private readonly accounts: KnownAccounts,
  ) {
    super();
  }

  protected accepts(bearer: string): boolean {
    return isJwt(bearer);
  }

  async verify(bearer: string): Promise<Principal | null> {
    const token = await this.tokens.verify(bearer);
    const account = token && (await this.accounts.find(token.accountKey));
    if (!token || !account) return null;
    const { clientId, tokenId, scopes, assetIds, expiresAt } = token;
    return {
      kind: 'client',
      clientId,
      tokenId,
      account: { key: account.key, name: account.name },
      scope: { accountId: account.id, assets: assetIds },
      scopes,
      expiresAt,
    };
  }
}

/** Three parts, none of which is checked here. */
function isJwt(bearer: string): boolean {
  return bearer.split('.').length === 3;
}
