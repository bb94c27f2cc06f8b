import type { Schedule } from '../schedule/schedule';
import type { AttributeValue } from '../position/tracker-record';

/** The fences of a condition: all of the account, or those listed by id. */
export type FenceChoice = 'all' | readonly number[];

interface FenceCondition {
  readonly fences: FenceChoice;
  /** Metres beyond the edge at which an asset is certainly on the other side; less is jitter unless it lasts. */
  readonly hysteresisM: number;
  /** Metres; vaguer fixes are not evaluated. */
  readonly maxAccuracyM: number;
}

/** Km/h. Of the street's limit and the asset's own, `overKmh` is what is tolerated. */
export type SpeedLimit =
  | { readonly by: 'fixed'; readonly kmh: number }
  | { readonly by: 'asset'; readonly overKmh: number }
  | { readonly by: 'geofence'; readonly fences: readonly FenceLimit[] }
  | { readonly by: 'street'; readonly overKmh: number };

/** The limit within a fence; of several the lowest counts. */
export interface FenceLimit {
  readonly geofenceId: number;
  readonly kmh: number;
}

/** What a service depends on. Its numbers are km, hours or epoch ms. */
export const MAINTENANCE_BASES = ['odometer', 'engine_hours', 'date'] as const;
export type MaintenanceBasis = (typeof MAINTENANCE_BASES)[number];

/** Bounds of a sensor: outside of a range, or equal to a value or to one of several texts. */
export type SensorBound =
  | { readonly is: 'outside'; readonly min: number | null; readonly max: number | null }
  | { readonly is: 'equal'; readonly to: AttributeValue }
  | { readonly is: 'one_of'; readonly texts: readonly string[] };

/** All that is given must hold, too. */
export interface SensorWhile {
  readonly ignition: boolean | null;
  readonly moving: boolean | null;
  /** Within any of these; null: anywhere. */
  readonly insideFences: readonly number[] | null;
}

/**
 * What a rule watches for. Durations are seconds: a condition is raised once it has lasted so long, and cleared when
 * it certainly no longer holds, which its hysteresis defines.
 */
export type AlertCondition =
  | (FenceCondition & { readonly type: 'geofence.entered' })
  | (FenceCondition & { readonly type: 'geofence.exited' })
  | (FenceCondition & { readonly type: 'geofence.dwelled'; readonly dwellSeconds: number })
  | {
      readonly type: 'speed.exceeded';
      readonly limit: SpeedLimit;
      readonly hysteresisKmh: number;
      readonly minSeconds: number;
      readonly maxAccuracyM: number;
    }
  | {
      /** Raises `maintenance.upcoming` and then `maintenance.due`. */
      readonly type: 'maintenance';
      readonly basis: MaintenanceBasis;
      readonly dueAt: number;
      /** How long before that it is upcoming; 0: never. */
      readonly warnBefore: number;
    }
  | { readonly type: 'device.offline'; readonly afterSeconds: number }
  | { readonly type: 'device.power_cut'; readonly minSeconds: number }
  | {
      readonly type: 'device.low_battery';
      /** Percent of the device's own battery. */
      readonly belowPercent: number;
      readonly hysteresisPercent: number;
      readonly minSeconds: number;
    }
  | {
      readonly type: 'device.low_voltage';
      /** Volts of the vehicle's supply. */
      readonly belowVolts: number;
      readonly hysteresisVolts: number;
      readonly minSeconds: number;
    }
  | { readonly type: 'device.sos' }
  | { readonly type: 'device.tamper' }
  | { readonly type: 'device.jamming' }
  | { readonly type: 'device.harsh_driving'; readonly kinds: readonly HarshKind[] | null }
  | { readonly type: 'device.tow'; readonly minSeconds: number }
  /** Ignition on while `hours` are closed. */
  | { readonly type: 'device.ignition_outside_hours'; readonly hours: Schedule }
  | { readonly type: 'device.idling'; readonly minSeconds: number }
  /** The tank, in percentage points, lost while the asset stands. */
  | { readonly type: 'device.fuel_drop'; readonly dropPercent: number; readonly withinSeconds: number }
  | {
      readonly type: 'device.sensor';
      readonly attribute: string;
      /** Of the attribute; null: it has none. */
      readonly unit: string | null;
      readonly bound: SensorBound;
      /** In the attribute's unit; only of a range. */
      readonly hysteresis: number;
      readonly minSeconds: number;
      readonly only: SensorWhile;
    };

export const HARSH_KINDS = ['acceleration', 'braking', 'cornering'] as const;
export type HarshKind = (typeof HARSH_KINDS)[number];

export type AlertConditionType = AlertCondition['type'];

/** The part of the union that has this type. */
export type ConditionOf<Type extends AlertConditionType> = Extract<AlertCondition, { readonly type: Type }>;
