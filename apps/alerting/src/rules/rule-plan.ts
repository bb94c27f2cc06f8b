import {
  growBox,
  type AlertCondition,
  type AlertInput,
  type AlertRule,
  type AssetAlerts,
  type Box,
  type FenceLookup,
} from '@yipii/domain';

/** The rules of an asset, so arranged that those of fences far away cost nothing. */
export interface RulePlan {
  readonly all: ReadonlyMap<number, AlertRule>;
  /** Those that do not depend on where the asset is among the fences. */
  readonly everywhere: readonly AlertRule[];
  /** Those of any fence of the account. */
  readonly ofAnyFence: readonly AlertRule[];
  readonly byFence: ReadonlyMap<number, readonly AlertRule[]>;
  /** Metres around an asset in which a fence may matter to one of them. */
  readonly reachM: number;
}

export function planOf(rules: readonly AlertRule[]): RulePlan {
  const ofFences = rules.filter(isOfFences);
  const byFence = new Map<number, AlertRule[]>();
  for (const rule of ofFences) for (const id of listedFences(rule)) push(byFence, id, rule);
  return {
    all: new Map(rules.map((rule) => [rule.id, rule])),
    everywhere: rules.filter((rule) => !isOfFences(rule)),
    ofAnyFence: ofFences.filter(({ condition }) => condition.fences === 'all'),
    byFence,
    reachM: Math.max(0, ...ofFences.map(({ condition }) => condition.hysteresisM + condition.maxAccuracyM)),
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
  if (plan.byFence.size === 0 && plan.ofAnyFence.length === 0) return plan.everywhere;
  const near = fencesNear(plan, state, input, fences);
  const remembered = Object.keys(state.rules);
  if (near.length === 0 && remembered.length === 0) return plan.everywhere;
  const rules = new Set(plan.everywhere);
  addNear(rules, plan, near);
  for (const id of remembered) {
    const rule = plan.all.get(Number(id));
    if (rule) rules.add(rule);
  }
  return [...rules];
}

function addNear(rules: Set<AlertRule>, { ofAnyFence, byFence }: RulePlan, near: readonly number[]): void {
  if (near.length === 0) return;
  for (const rule of ofAnyFence) rules.add(rule);
  for (const id of near) for (const rule of byFence.get(id) ?? []) rules.add(rule);
}

type FenceRule = AlertRule & { readonly condition: Extract<AlertCondition, { readonly fences: unknown }> };

function isOfFences(rule: AlertRule): rule is FenceRule {
  return 'fences' in rule.condition;
}

function listedFences({ condition: { fences } }: FenceRule): readonly number[] {
  return fences === 'all' ? [] : fences;
}

function fencesNear(
  { reachM }: RulePlan,
  { sight: { fix } }: AssetAlerts,
  input: AlertInput,
  fences: FenceLookup,
): readonly number[] {
  if (input.kind === 'clock' || input.lat === null || input.lng === null) return [];
  const box = boxAround({ lat: input.lat, lng: input.lng }, fix ?? { lat: input.lat, lng: input.lng });
  return growBox(box, reachM).flatMap((part) => fences.within(part).map(({ id }) => id));
}

interface Point {
  readonly lat: number;
  readonly lng: number;
}

/** The way between two fixes is the shorter one around the world. */
function boxAround(to: Point, from: Point): Box {
  const lng = from.lng - Math.round((from.lng - to.lng) / 360) * 360;
  return {
    west: Math.min(to.lng, lng),
    east: Math.max(to.lng, lng),
    south: Math.min(to.lat, from.lat),
    north: Math.max(to.lat, from.lat),
  };
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
