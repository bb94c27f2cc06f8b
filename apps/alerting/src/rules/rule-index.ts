import type { AlertRule } from '@yipii/domain';
import type { RuleOfAssets } from './account-rules';

/** The rules of one account, by whom they are about. */
export class RuleIndex {
  private readonly all = new Map<number, RuleOfAssets>();
  private readonly ofEverybody = new Map<number, AlertRule>();
  private readonly byAsset = new Map<number, Map<number, AlertRule>>();
  private readonly byGroup = new Map<number, Map<number, AlertRule>>();

  /** Adds a rule, or replaces an earlier form of it. */
  put(entry: RuleOfAssets): void {
    const { rule, assetIds, groupIds } = entry;
    this.remove(rule.id);
    this.all.set(rule.id, entry);
    if (assetIds === null) this.ofEverybody.set(rule.id, rule);
    for (const id of assetIds ?? []) add(this.byAsset, id, rule);
    for (const id of groupIds) add(this.byGroup, id, rule);
  }

  remove(id: number): void {
    const { assetIds, groupIds } = this.all.get(id) ?? { assetIds: [], groupIds: [] };
    this.all.delete(id);
    this.ofEverybody.delete(id);
    for (const assetId of assetIds ?? []) this.byAsset.get(assetId)?.delete(id);
    for (const groupId of groupIds) this.byGroup.get(groupId)?.delete(id);
  }

  /** Returns the rules of an asset that is in these groups, each once, by their ids. */
  of(assetId: number, groupIds: Iterable<number>): AlertRule[] {
    const found = new Map(this.ofEverybody);
    for (const [id, rule] of this.byAsset.get(assetId) ?? []) found.set(id, rule);
    for (const groupId of groupIds)
      for (const [id, rule] of this.byGroup.get(groupId) ?? []) found.set(id, rule);
    return [...found.values()].sort((a, b) => a.id - b.id);
  }
}

function add(index: Map<number, Map<number, AlertRule>>, key: number, rule: AlertRule): void {
  const rules = index.get(key) ?? new Map<number, AlertRule>();
  index.set(key, rules.set(rule.id, rule));
}
