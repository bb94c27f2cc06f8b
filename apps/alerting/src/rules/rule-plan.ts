import {
  growBox,
  type AlertCondition,
  type AlertInput,
  type AlertRule,
  type AssetAlerts,
  type Box,
  type Fence,
  type FenceLookup,
} from '@yipii/domain';

/** Metres around the way of an asset: a little more than steps look at themselves, so that they need not search again. */
const REACH = 2;

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
  if (state.rules.size === 0 && plan.byFence.size === 0) return plan.nearAnyFence;
  const near = new Set<AlertRule>();
  addRemembered(near, plan, state);
  addNear(near, plan, fencesAround);
  return near.size === 0 ? plan.everywhere : [...plan.everywhere, ...near];
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
  if (input.kind === 'clock' || input.lat === null || input.lng === null) return [];
  const place = { lat: input.lat, lng: input.lng };
  return fences.withinAny(growBox(boxAround(place, fix ?? place), REACH));
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
