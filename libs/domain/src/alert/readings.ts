import type { Attributes, AttributeValue } from '../position/tracker-record';
import type { AlertRecord } from './alert-input';

/** Returns the alarms that a record was raised with, e.g. `sos`. */
export function alarmsOf({ alarm }: Attributes): readonly string[] {
  return typeof alarm === 'string' ? alarm.split(',') : NONE;
}

const NONE: readonly string[] = [];

export function numberOf({ attributes }: AlertRecord, name: string): number | null {
  const value = attributes[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Returns the value of any attribute, also of those that a record has as fields; undefined: not reported. */
export function readAttribute(record: AlertRecord, name: string): AttributeValue | undefined {
  if (name === 'ignition') return record.ignition ?? undefined;
  if (name === 'accuracy') return record.accuracy ?? undefined;
  if (name === 'odometer') return record.odometerKm === null ? undefined : record.odometerKm * 1000;
  return record.attributes[name];
}
