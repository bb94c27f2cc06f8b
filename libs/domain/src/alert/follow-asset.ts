import { joinEvents, NO_EVENTS, type AlertEvent } from './alert-event';
import type { AlertInput, AlertWorld } from './alert-input';
import type { AlertRule } from './alert-rule';
import type { AssetAlerts, RuleState } from './alert-state';
import { momentOf } from './moment';
import { earlier, endRule, step } from './step';

/** What an asset comes to. */
export interface Followed {
  readonly state: AssetAlerts;
  readonly events: readonly AlertEvent[];
}

/**
 * Returns the state of an asset after another record, or after some time, and the alerts that this raises or clears.
 * Time that has passed before a record is followed first, so it does not matter how often the clock is followed.
 *
 * @param rules those of the asset that may have to do with it; others stay as they are
 */
export function followAsset(
  state: AssetAlerts,
  input: AlertInput,
  rules: readonly AlertRule[],
  world: AlertWorld,
): Followed {
  const { dueAt } = state;
  if (dueAt === null || dueAt > input.receivedAt) return follow(state, input, rules, world);
  const events: AlertEvent[] = [];
  let now = state;
  for (let due: number | null = dueAt; due !== null && due <= input.receivedAt; due = later(now.dueAt, due)) {
    const passed = follow(now, { kind: 'clock', receivedAt: due }, rules, world);
    events.push(...passed.events);
    now = passed.state;
  }
  const followed = follow(now, input, rules, world);
  return { state: followed.state, events: [...events, ...followed.events] };
}

/** What was due and did not come, since its rule is not among those followed, does not come again. */
function later(next: number | null, due: number): number | null {
  return next !== null && next > due ? next : null;
}

function follow(
  state: AssetAlerts,
  input: AlertInput,
  rules: readonly AlertRule[],
  world: AlertWorld,
): Followed {
  const moment = momentOf(state.sight, input, world.fences);
  if (moment === null) return { state: heard(state, input.receivedAt), events: NO_EVENTS };
  let states: Map<number, RuleState> | null = null;
  let events = NO_EVENTS;
  let dueAt: number | null = null;
  for (const rule of rules) {
    const before = state.rules.get(rule.id) ?? null;
    const stepped = step(before, moment, rule, world);
    dueAt = earlier(dueAt, stepped.dueAt);
    events = joinEvents(events, stepped.events);
    if (stepped.state === before) continue;
    states ??= new Map(state.rules);
    if (stepped.state) states.set(rule.id, stepped.state);
    else states.delete(rule.id);
  }
  return { state: { version: 1, sight: moment.sight, rules: states ?? state.rules, dueAt }, events };
}

/** What is late shows only that the asset is heard. */
function heard(state: AssetAlerts, receivedAt: number): AssetAlerts {
  const heardAt = Math.max(state.sight.heardAt, receivedAt);
  return { ...state, sight: { ...state.sight, heardAt } };
}

/** Returns the state without the rules that are not kept, and the clears of what these had raised; at is epoch ms. */
export function withdrawRules(
  state: AssetAlerts,
  kept: ReadonlyMap<number, AlertRule>,
  at: number,
  assetId: number,
): Followed {
  if (haveAll(kept, state.rules)) return { state, events: NO_EVENTS };
  const gone = [...state.rules].filter(([id]) => !kept.has(id));
  const events = gone.flatMap(([id, rule]) => endRule(rule, { id }, at, { assetId }));
  const rules = new Map([...state.rules].filter(([id]) => kept.has(id)));
  return { state: { ...state, rules }, events };
}

function haveAll(rules: ReadonlyMap<number, unknown>, others: ReadonlyMap<number, unknown>): boolean {
  for (const id of others.keys()) if (!rules.has(id)) return false;
  return true;
}
