import type {
  AlertCondition,
  AlertInput,
  AlertRecord,
  AlertRule,
  AssetAlerts,
  Fence,
  FenceLookup,
  Place,
} from '@yipii/domain';

/** The rules of an asset, so arranged that those of fences far away cost nothing. */
export interface RulePlan {
  /** By their ids. */
  readonly all: ReadonlyMap<number, AlertRule>;
  /** Those that do not depend on where the asset is among the fences. */
  readonly everywhere: readonly AlertRule[];
  /** Those of geofences, by their ids. */
  readonly ofFences: ReadonlyMap<number, AlertRule>;
  /** Those of any fence of the account. */
  readonly ofAnyFence: readonly AlertRule[];
  readonly byFence: ReadonlyMap<number, readonly AlertRule[]>;
  /** `everywhere` and `ofAnyFence`. */
  readonly nearAnyFence: readonly AlertRule[];
}

export function planOf(rules: readonly AlertRule[]): RulePlan {
  const ofFences = rules.filter(isOfFences);
  const byFence = new Map<number, AlertRule[]>();
  for (const rule of ofFences) for (const id of listedFences(rule)) push(byFence, id, rule);
  const everywhere = rules.filter((rule) => !isOfFences(rule));
  const ofAnyFence = ofFences.filter(({ condition }) => condition.fences === 'all');
  return {
    ...{ all: byId(rules), everywhere, ofFences: byId(ofFences), ofAnyFence, byFence },
    nearAnyFence: [...everywhere, ...ofAnyFence],
  };
}

/**
 * Returns the rules that may matter to this input: all but those whose fences are far from where the asset was and
 * is, and of which its state knows nothing.
 */
export function rulesFor(
  plan: RulePlan,
  state: AssetAlerts,
  input: AlertInput,
  fences: FenceLookup,
): readonly AlertRule[] {
  if (plan.ofFences.size === 0) return plan.everywhere;
  const fencesAround = fencesNear(state, input, fences);
  if (fencesAround.length === 0 && state.rules.size === 0) return plan.everywhere;
  if (plan.byFence.size === 0)
    return isNearAny(plan, state, fencesAround) ? plan.nearAnyFence : plan.everywhere;
  const near = new Set<AlertRule>();
  addRemembered(near, plan, state);
  addNear(near, plan, fencesAround);
  return near.size === 0 ? plan.everywhere : [...plan.everywhere, ...near];
}

function isNearAny({ ofFences }: RulePlan, { rules }: AssetAlerts, near: readonly Fence[]): boolean {
  if (near.length > 0) return true;
  for (const id of rules.keys()) if (ofFences.has(id)) return true;
  return false;
}

function addRemembered(rules: Set<AlertRule>, { ofFences }: RulePlan, state: AssetAlerts): void {
  for (const id of state.rules.keys()) {
    const rule = ofFences.get(id);
    if (rule) rules.add(rule);
  }
}

function addNear(rules: Set<AlertRule>, { ofAnyFence, byFence }: RulePlan, near: readonly Fence[]): void {
  if (near.length === 0) return;
  for (const rule of ofAnyFence) rules.add(rule);
  if (byFence.size > 0) for (const { id } of near) for (const rule of byFence.get(id) ?? []) rules.add(rule);
}

function byId(rules: readonly AlertRule[]): ReadonlyMap<number, AlertRule> {
  return new Map(rules.map((rule) => [rule.id, rule]));
}

type FenceRule = AlertRule & { readonly condition: Extract<AlertCondition, { readonly fences: unknown }> };

function isOfFences(rule: AlertRule): rule is FenceRule {
  return 'fences' in rule.condition;
}

function listedFences({ condition: { fences } }: FenceRule): readonly number[] {
  return fences === 'all' ? [] : fences;
}

function fencesNear(
  { sight: { fix } }: AssetAlerts,
  input: AlertInput,
  fences: FenceLookup,
): readonly Fence[] {
  return isPlaced(input) ? fences.along(fix ?? input, input) : NO_FENCES;
}

function isPlaced(input: AlertInput): input is AlertRecord & Place {
  return input.kind === 'record' && input.lat !== null && input.lng !== null;
}

const NO_FENCES: readonly Fence[] = [];

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
