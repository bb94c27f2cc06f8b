import type { AccountReference } from '@yipii/persistence';
import { Refusal } from '../errors';
import type { AccountDirectory } from './access.ports';
import type { AccessTokens } from './access-tokens';
import type { Principal } from './principal';
import type { RevokedAccess } from './revoked-access';

/** Who a bearer token stands for. */
export class VerifyAccess {
  /** An account's key never changes; what an account may no longer do is in `RevokedAccess`. */
  private readonly accounts = new Map<string, AccountReference>();

  constructor(
    private readonly tokens: AccessTokens,
    private readonly revoked: RevokedAccess,
    private readonly directory: AccountDirectory,
  ) {}

  /** @throws Refusal INVALID_TOKEN if the token is malformed, not ours, expired or revoked */
  async run(token: string): Promise<Principal> {
    const claims = await this.tokens.verify(token);
    const account = claims && (await this.account(claims.accountKey));
    if (!claims || !account) throw invalidToken();
    const { clientId, tokenId, scopes, assetIds, expiresAt } = claims;
    const { id: accountId, key: accountKey, name: accountName } = account;
    const principal = { accountId, accountKey, accountName, clientId, tokenId, scopes, assetIds, expiresAt };
    if (this.revoked.has(principal)) throw invalidToken();
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
