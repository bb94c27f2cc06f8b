import type { AccountReference } from '@yipii/persistence';
import type { AccountDirectory } from './access.ports';

/** Accounts by their key, which never changes; whether one was deleted is in `RevokedAccess`. */
export class KnownAccounts {
  private readonly byKey = new Map<string, AccountReference>();

  constructor(private readonly directory: AccountDirectory) {}

  async find(key: string): Promise<AccountReference | null> {
    const known = this.byKey.get(key);
    if (known) return known;
    const account = await this.directory.findByKey(key);
    if (account) this.byKey.set(key, account);
    return account;
  }
}
