import type { TrackerRecord } from '@yipii/domain';

/** Value in km/h of each unit that a device can be configured with. */
const KMH = { kn: 1.852, 'km/h': 1, 'm/s': 3.6, mph: 1.609_344 } as const;

export type SpeedUnit = keyof typeof KMH;

/** Converts records whose speed was read as knots, by their actual unit. */
export function inUnit<R extends TrackerRecord>(records: readonly R[], unit: SpeedUnit): R[] {
  const factor = KMH[unit] / KMH.kn;
  return records.map((record) => ({
    ...record,
    speed: record.speed === null ? null : Math.round(record.speed * factor * 1000) / 1000,
  }));
}
