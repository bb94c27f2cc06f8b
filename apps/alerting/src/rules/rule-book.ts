import type { Envelope, RegistryChanged } from '@yipii/protocol';
import { AccountRules, type RuleChange } from './account-rules';
import type { RuleStore } from './rule-store.ports';

type Listener = (accountId: number, change: RuleChange) => void;

/**
 * The rules of all accounts whose assets this process follows. An account is read when its first record comes; after
 * that each change is read by itself. Hand every `registry.changed` to {@link changed}.
 */
export class RuleBook {
  private readonly accounts = new Map<number, AccountRules>();
  /** Reads in progress, by account: a change waits for them, so that none is lost. */
  private readonly reading = new Map<number, Promise<AccountRules>>();
  private readonly listeners: Listener[] = [];

  constructor(private readonly store: RuleStore) {}

  /** Undefined: not read yet. */
  of(accountId: number): AccountRules | undefined {
    return this.accounts.get(accountId);
  }

  /** Reads the rules of accounts that are not known yet. */
  async read(accountIds: Iterable<number>): Promise<void> {
    for (const id of accountIds) if (!this.accounts.has(id)) await this.readAccount(id);
  }

  /** Calls back after each change that may clear or raise an alert without a record. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Takes effect before it resolves. Rejects while the registry can't be read. */
  async changed({ event, account }: Envelope<RegistryChanged>): Promise<void> {
    const affected = account ? [account.id] : [...this.accounts.keys(), ...this.reading.keys()];
    for (const id of affected) {
      const rules = this.accounts.get(id) ?? (await this.reading.get(id));
      const change = rules && (await this.apply(id, rules, event));
      if (change) for (const listener of this.listeners) listener(id, change);
    }
  }

  private readAccount(id: number): Promise<AccountRules> {
    const known = this.reading.get(id);
    if (known) return known;
    const reading = this.store
      .account(id)
      .then((source) => {
        const rules = new AccountRules(source);
        this.accounts.set(id, rules);
        return rules;
      })
      .finally(() => this.reading.delete(id));
    this.reading.set(id, reading);
    return reading;
  }

  private async apply(
    accountId: number,
    rules: AccountRules,
    { kind, id }: RegistryChanged,
  ): Promise<RuleChange | undefined> {
    const { store } = this;
    switch (kind) {
      case 'alert_rule':
        rules.setRule(id, await store.rule(accountId, id));
        return { kind: 'rule', ruleId: id };
      case 'maintenance':
        rules.setRule(id, await store.maintenance(accountId, id));
        return { kind: 'rule', ruleId: id };
      case 'geofence':
        rules.setFence(id, await store.fence(accountId, id));
        return { kind: 'fence', fenceId: id };
      case 'asset':
        rules.setAsset(id, await store.asset(accountId, id));
        return { kind: 'asset', assetId: id };
      case 'asset_group':
        rules.setGroup(id, await store.group(accountId, id));
        return { kind: 'group' };
      default:
        return undefined;
    }
  }
}
