import type { AttributeBag } from '../attribute-bag';

const IGNITION = 10;
/** The bits of all alarms. */
const ALARM_BITS = 0xc0007;
/** Alarms by their bit, which is 0 while the alarm is on. */
const ALARMS = [
  [0, 'vibration'],
  [1, 'sos'],
  [18, 'sos'],
  [2, 'overspeed'],
  [19, 'powerCut'],
] as const;

export function setStatus(status: number, bag: AttributeBag): void {
  if ((status & ALARM_BITS) !== ALARM_BITS) bag.set('alarm', alarmsOf(status));
  bag.set('ignition', isSet(status, IGNITION));
  bag.set('status', status);
}

function alarmsOf(status: number): string {
  return [...new Set(ALARMS.filter(([bit]) => !isSet(status, bit)).map(([, alarm]) => alarm))].join(',');
}

/** Returns the battery's percentage from the device's scale of 1 to 6 or from a percentage; null if it has none. */
export function batteryLevelOf(value: number): number | null {
  if (value < 1 || value > 100) return null;
  if (value <= 3) return (value - 1) * 10;
  return value <= 6 ? (value - 1) * 20 : value;
}

function isSet(status: number, bit: number): boolean {
  return ((status >>> bit) & 1) === 1;
}
