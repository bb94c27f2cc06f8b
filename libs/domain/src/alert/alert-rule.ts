import type { Schedule } from '../schedule/schedule';
import type { AlertCondition } from './alert-condition';

export const ALERT_CATEGORIES = ['geofence', 'speed', 'maintenance', 'device'] as const;
export type AlertCategory = (typeof ALERT_CATEGORIES)[number];

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** A condition and when it is told. Who it is about is not known here: a step is given the rules of its asset. */
export interface AlertRule {
  readonly id: number;
  readonly name: string;
  readonly severity: AlertSeverity;
  readonly condition: AlertCondition;
  /** When the rule holds; outside of it nothing is raised, and what is raised is cleared. Null: always. */
  readonly schedule: Schedule | null;
  /** Seconds after a raise in which the same is not raised again. */
  readonly cooldownSeconds: number;
  /** Seconds; older records raise nothing, but clear. Null: any age. */
  readonly maxAgeSeconds: number | null;
  /**
   * When its condition, schedule or assets were edited last, epoch ms. Nothing before that is evaluated, and what an
   * earlier version of it raised is cleared.
   */
  readonly since: number;
}
