import type { Place } from '../position/place';
import type { AlertCategory } from './alert-rule';

/** Types of alerts, with whether a clear follows. */
export const ALERT_TYPES = {
  'geofence.entered': 'instant',
  'geofence.exited': 'instant',
  'geofence.dwelled': 'condition',
  'speed.exceeded': 'condition',
  'maintenance.upcoming': 'condition',
  'maintenance.due': 'condition',
  'device.offline': 'condition',
  'device.power_cut': 'condition',
  'device.low_battery': 'condition',
  'device.low_voltage': 'condition',
  'device.sos': 'instant',
  'device.tamper': 'instant',
  'device.tow': 'condition',
  'device.ignition_outside_hours': 'condition',
  'device.harsh_driving': 'instant',
  'device.idling': 'condition',
  'device.sensor': 'condition',
  'device.fuel_drop': 'instant',
  'device.jamming': 'condition',
} as const satisfies Record<`${AlertCategory}.${string}`, 'instant' | 'condition'>;

export type AlertType = keyof typeof ALERT_TYPES;

/** Names one incident; its id is made of this (`alertId` of `@yipii/protocol`). */
export interface Incident {
  readonly ruleId: number;
  readonly assetId: number;
  readonly type: AlertType;
  /** What may happen several times at once, e.g. `fence 31`; empty: the asset itself. */
  readonly subject: string;
  /** When it was raised, epoch ms: in the time of fixes, or ours where nothing was reported. */
  readonly raisedAt: number;
}

/** What the contract's `data` has besides. */
export type AlertDetails = Readonly<Record<string, string | number | boolean | null>>;

/** An incident began or ended. Of an `instant` type there is no end. */
export interface AlertEvent {
  readonly change: 'raised' | 'cleared';
  readonly incident: Incident;
  /** Epoch ms; of a raise it is `incident.raisedAt`. */
  readonly at: number;
  /** Whether it was found in records that a device had buffered. */
  readonly delayed: boolean;
  /** Null: unknown. */
  readonly place: Place | null;
  readonly details: AlertDetails;
}

export const NO_EVENTS: readonly AlertEvent[] = [];

/** Most inputs have no events, and need no new list. */
export function joinEvents(a: readonly AlertEvent[], b: readonly AlertEvent[]): readonly AlertEvent[] {
  if (b.length === 0) return a;
  return a.length === 0 ? b : [...a, ...b];
}
