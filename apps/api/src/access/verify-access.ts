import type { Principal } from '@yipii/domain';
import type { AccountReference } from '@yipii/persistence';
import { Authenticator, type AccessTokenVerifier } from '@yipii/platform';
import { Refusal } from '../errors';
import type { AuthenticateSession, SessionRequest } from '../people/authenticate-session';
import type { AccountDirectory } from './access.ports';
import type { RevokedAccess } from './revoked-access';

/** Finds out who a credential stands for: a bearer token, or the session of a browser. */
export class VerifyAccess extends Authenticator {
  /** An account's key never changes; what an account may no longer do is in `RevokedAccess`. */
  private readonly accounts = new Map<string, AccountReference>();

  constructor(
    private readonly tokens: AccessTokenVerifier,
    private readonly revoked: RevokedAccess,
    private readonly directory: AccountDirectory,
    private readonly sessions: AuthenticateSession,
  ) {
    super();
  }

  async authenticate(credential: string): Promise<Principal> {
    const token = await this.tokens.verify(credential);
    const account = token && (await this.account(token.accountKey));
    if (!token || !account) throw invalidToken();
    const { clientId, tokenId, scopes, assetIds, expiresAt } = token;
    const principal: Principal = {
      kind: 'client',
      clientId,
      tokenId,
      account: { key: account.key, name: account.name },
      scope: { accountId: account.id, assets: assetIds },
      scopes,
      expiresAt,
    };
    if (this.revoked.has(principal)) throw invalidToken();
    return principal;
  }

  override async authenticateBrowser(request: SessionRequest): Promise<Principal | null> {
    const principal = await this.sessions.run(request);
    if (principal && this.revoked.has(principal)) throw invalidToken();
    return principal;
  }

  private async account(key: string): Promise<AccountReference | null> {
    const known = this.accounts.get(key);
    if (known) return known;
    const account = await this.directory.findByKey(key);
    if (account) this.accounts.set(key, account);
    return account;
  }
}

function invalidToken(): Refusal {
  return new Refusal('INVALID_TOKEN', 'The access token is malformed, expired or revoked.');
}
