import type { AlertCondition, AlertConditionType, ConditionOf } from './alert-condition';
import { joinEvents, NO_EVENTS, type AlertEvent } from './alert-event';
import type { AlertWorld } from './alert-input';
import type { AlertRule } from './alert-rule';
import type { RuleState, Watch, Watches } from './alert-state';
import type { Moment } from './moment';
import { abandon, settle } from './settle';
import type { ReadSigns, Sign } from './sign';
import * as device from './signs/device';
import { fuelDropSigns } from './signs/fuel-drop';
import { geofenceSigns } from './signs/geofence';
import { harshDrivingSigns, sosSigns } from './signs/happenings';
import { idlingSigns } from './signs/idling';
import { maintenanceSigns } from './signs/maintenance';
import { offlineSigns } from './signs/offline';
import { sensorSigns } from './signs/sensor';
import { speedSigns } from './signs/speed';

/** What each kind of condition looks at. A new kind is a new line. */
const KINDS: { readonly [Type in AlertConditionType]: ReadSigns<ConditionOf<Type>> } = {
  'geofence.entered': geofenceSigns,
  'geofence.exited': geofenceSigns,
  'geofence.dwelled': geofenceSigns,
  'speed.exceeded': speedSigns,
  maintenance: maintenanceSigns,
  'device.offline': offlineSigns,
  'device.power_cut': device.powerCutSigns,
  'device.low_battery': device.lowBatterySigns,
  'device.low_voltage': device.lowVoltageSigns,
  'device.sos': sosSigns,
  'device.tamper': sosSigns,
  'device.tow': device.towSigns,
  'device.ignition_outside_hours': device.ignitionSigns,
  'device.harsh_driving': harshDrivingSigns,
  'device.idling': idlingSigns,
  'device.sensor': sensorSigns,
  'device.fuel_drop': fuelDropSigns,
  'device.jamming': device.jammingSigns,
};

/** What one rule comes to. */
export interface Stepped {
  /** Null: there is nothing to remember. */
  readonly state: RuleState | null;
  readonly events: readonly AlertEvent[];
  /** Epoch ms by our clock; null: never. */
  readonly dueAt: number | null;
}

/**
 * Returns the state of a rule after another moment of its asset, and the alerts that this raises or clears. The result
 * depends only on the arguments, so a replay yields the same.
 */
export function step(state: RuleState | null, moment: Moment, rule: AlertRule, world: AlertWorld): Stepped {
  if (state && state.since !== rule.since) {
    const ended = endRule(state, rule, rule.since, world);
    const anew = step(null, moment, rule, world);
    return { ...anew, events: [...ended, ...anew.events] };
  }
  if (moment.at < rule.since) return { state, events: NO_EVENTS, dueAt: inForceAt(rule, moment) };
  const isUnknown = moment.from !== null && moment.from.at < rule.since;
  const signs = signsOf(watchesOf(state), isUnknown ? { ...moment, from: null } : moment, rule, world);
  if (signs.length > 0) return settleAll(state, signs, { rule, moment, world });
  return state === null ? NOTHING : { state, events: NO_EVENTS, dueAt: null };
}

/** Null: it is already. */
function inForceAt({ since }: AlertRule, { now }: Moment): number | null {
  return now < since ? since : null;
}

const UNWATCHED: Watches = new Map();
const NOTHING: Stepped = { state: null, events: NO_EVENTS, dueAt: null };

/** Returns the clears of what a rule has raised that is no longer there, at a time in epoch ms. */
export function endRule(
  { watches }: RuleState,
  rule: Pick<AlertRule, 'id'>,
  at: number,
  { assetId }: Pick<AlertWorld, 'assetId'>,
): AlertEvent[] {
  return [...watches].flatMap(([subject, watch]) =>
    abandon(watch, at, { ruleId: rule.id, assetId, subject }),
  );
}

function signsOf(
  watches: Watches,
  moment: Moment,
  { condition }: AlertRule,
  world: AlertWorld,
): readonly Sign[] {
  const read = KINDS[condition.type] as ReadSigns<AlertCondition>;
  return read(watches, moment, condition, world);
}

function settleAll(
  state: RuleState | null,
  signs: readonly Sign[],
  setting: { readonly rule: AlertRule; readonly moment: Moment; readonly world: AlertWorld },
): Stepped {
  const before = watchesOf(state);
  let watches = before;
  let events = NO_EVENTS;
  let dueAt: number | null = null;
  for (const sign of signs) {
    const watch = watches.get(sign.subject);
    const settled = settle(watch, sign, setting);
    events = joinEvents(events, settled.events);
    dueAt = earlier(dueAt, settled.dueAt);
    if (settled.watch !== (watch ?? null)) watches = withWatch(watches, sign.subject, settled.watch);
  }
  if (watches === before) return { state, events, dueAt };
  return { state: watches.size > 0 ? { since: setting.rule.since, watches } : null, events, dueAt };
}

function watchesOf(state: RuleState | null): Watches {
  return state?.watches ?? UNWATCHED;
}

function withWatch(watches: Watches, subject: string, watch: Watch | null): Watches {
  const copy = new Map(watches);
  if (watch) copy.set(subject, watch);
  else copy.delete(subject);
  return copy;
}

/** Null: never. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
