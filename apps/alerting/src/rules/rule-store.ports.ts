import type { Fence } from '@yipii/domain';
import type { AccountSource, RuleOfAssets, RuledAsset, RuledGroup } from './account-rules';

/** What api keeps of rules, fences, assets and groups. */
export abstract class RuleStore {
  abstract account(accountId: number): Promise<AccountSource>;
  /** Each of these resolves to null if there is no such thing any more. */
  abstract rule(accountId: number, id: number): Promise<RuleOfAssets | null>;
  abstract maintenance(accountId: number, id: number): Promise<RuleOfAssets | null>;
  abstract fence(accountId: number, id: number): Promise<Fence | null>;
  abstract asset(accountId: number, id: number): Promise<RuledAsset | null>;
  abstract group(accountId: number, id: number): Promise<RuledGroup | null>;
}
