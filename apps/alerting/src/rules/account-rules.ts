import type { AlertRule, Fence } from '@yipii/domain';
import { FenceIndex } from './fence-index';
import { RuleIndex } from './rule-index';
import { planOf, type RulePlan } from './rule-plan';
import { Surroundings } from './surroundings';

/** A rule with the assets that it is about. */
export interface RuleOfAssets {
  readonly rule: AlertRule;
  /** Null: all assets of the account. */
  readonly assetIds: readonly number[] | null;
  readonly groupIds: readonly number[];
}

/** What alerting knows of an asset. */
export interface RuledAsset {
  readonly id: number;
  /** Its own, km/h. */
  readonly speedLimit: number | null;
}

/** The members of a group. */
export interface RuledGroup {
  readonly id: number;
  readonly assetIds: readonly number[];
}

/** All of an account that decides about its alerts. */
export interface AccountSource {
  readonly rules: readonly RuleOfAssets[];
  readonly fences: readonly Fence[];
  readonly assets: readonly RuledAsset[];
  readonly groups: readonly RuledGroup[];
}

/** What decides about the alerts of one asset. */
export interface RulesOfAsset {
  /** Undefined: there is no such asset, or it was deleted. */
  readonly asset: RuledAsset | undefined;
  readonly plan: RulePlan;
  /** The fences of the account, so arranged that those around this asset are found fast. */
  readonly fences: Surroundings;
}

/** What has changed for alerts that are raised, or that time alone may raise. */
export type RuleChange =
  | { readonly kind: 'rule'; readonly ruleId: number }
  | { readonly kind: 'fence'; readonly fenceId: number }
  | { readonly kind: 'asset'; readonly assetId: number }
  | { readonly kind: 'group' };

/**
 * The rules, fences, assets and groups of one account, in memory, so that a position needs no query. Rules are
 * indexed by asset and by fence.
 */
export class AccountRules {
  private readonly fences = new FenceIndex();
  private readonly rules = new RuleIndex();
  private readonly assets = new Map<number, RuledAsset>();
  private readonly groups = new Map<number, ReadonlySet<number>>();
  /** Made when first needed. */
  private readonly byAsset = new Map<number, RulesOfAsset>();
  /** By the rules in them: most assets share theirs. */
  private readonly plans = new Map<string, RulePlan>();

  constructor(source: AccountSource) {
    for (const entry of source.rules) this.rules.put(entry);
    for (const asset of source.assets) this.assets.set(asset.id, asset);
    for (const { id, assetIds } of source.groups) this.groups.set(id, new Set(assetIds));
    this.fences.load(source.fences);
  }

  of(assetId: number): RulesOfAsset {
    const known = this.byAsset.get(assetId);
    if (known) return known;
    const fences = new Surroundings(this.fences);
    const found = { asset: this.assets.get(assetId), plan: this.planFor(assetId), fences };
    this.byAsset.set(assetId, found);
    return found;
  }

  /** Replaces a rule; null: it is gone. */
  setRule(id: number, entry: RuleOfAssets | null): void {
    if (entry) this.rules.put(entry);
    else this.rules.remove(id);
    this.byAsset.clear();
    this.plans.clear();
  }

  setFence(id: number, fence: Fence | null): void {
    const boxes = [...(this.fences.get(id)?.boxes ?? []), ...(fence?.boxes ?? [])];
    if (fence) this.fences.put(fence);
    else this.fences.remove(id);
    for (const { fences } of this.byAsset.values()) fences.changed(boxes);
  }

  setAsset(id: number, asset: RuledAsset | null): void {
    if (asset) this.assets.set(id, asset);
    else this.assets.delete(id);
    this.byAsset.delete(id);
  }

  setGroup(id: number, group: RuledGroup | null): void {
    if (group) this.groups.set(id, new Set(group.assetIds));
    else this.groups.delete(id);
    this.byAsset.clear();
  }

  /** Returns the rules of an asset; none for one that was deleted. */
  private planFor(assetId: number): RulePlan {
    const rules = this.assets.has(assetId) ? this.rulesOf(assetId) : [];
    const key = rules.map(({ id }) => id).join(',');
    const plan = this.plans.get(key) ?? planOf(rules);
    this.plans.set(key, plan);
    return plan;
  }

  private rulesOf(assetId: number): AlertRule[] {
    const groups = [...this.groups].filter(([, members]) => members.has(assetId));
    return this.rules.of(
      assetId,
      groups.map(([id]) => id),
    );
  }
}
