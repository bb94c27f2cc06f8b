import type { AttributeBag } from '../attribute-bag';

const IGNITION = 10;
/** Bits that are 0 while the alarm is on. */
const ALARMS = [
  [0, 'vibration'],
  [1, 'sos'],
  [18, 'sos'],
  [2, 'overspeed'],
  [19, 'powerCut'],
] as const;

export function setStatus(status: number, bag: AttributeBag): void {
  const alarms = new Set(ALARMS.filter(([bit]) => !isSet(status, bit)).map(([, alarm]) => alarm));
  if (alarms.size > 0) bag.set('alarm', [...alarms].join(','));
  bag.set('ignition', isSet(status, IGNITION));
  bag.set('status', status);
}

/** Percent of a battery by the device's scale of 1 to 6, or by its percentage; null where it has none. */
export function batteryLevelOf(value: number): number | null {
  if (value < 1 || value > 100) return null;
  if (value <= 3) return (value - 1) * 10;
  return value <= 6 ? (value - 1) * 20 : value;
}

function isSet(status: number, bit: number): boolean {
  return Math.floor(status / 2 ** bit) % 2 === 1;
}
