import type { Principal } from '@yipii/domain';
import { BearerKind, type AccessTokenVerifier } from '@yipii/platform';
import type { KnownClients } from './known-clients';

/** Access tokens that this installation has signed. */
export class OwnTokens extends BearerKind {
  constructor(
    private readonly tokens: AccessTokenVerifier,
    private readonly clients: KnownClients,
  ) {
    super();
  }

  protected accepts(bearer: string): boolean {
    return this.tokens.isOfIssuer(bearer);
  }

  async verify(bearer: string): Promise<Principal | null> {
    const token = await this.tokens.verify(bearer);
    const client = token && (await this.clients.find(token.clientId));
    if (!token || client?.account.key !== token.accountKey || client.version !== token.version) return null;
    const { clientId, tokenId, version, scopes, assetIds, expiresAt } = token;
    const { id, key, name } = client.account;
    return {
      ...{ kind: 'client', clientId, tokenId, version },
      account: { key, name },
      scope: { accountId: id, assets: assetIds },
      scopes,
      expiresAt,
    };
  }
}
