import type { TrackerRecord } from '@yipii/domain';

/** When nothing else is said, things happen then: 2026-06-01, noon UTC, in epoch ms. */
export const NOON = Date.UTC(2026, 5, 1, 12);

/** A fix in Gothenburg at noon, driving east at 50 km/h. */
export function aRecord(fields: Partial<TrackerRecord> = {}): TrackerRecord {
  return {
    fixTime: NOON,
    valid: true,
    lat: 57.7,
    lng: 11.97,
    altitude: 12,
    speed: 50,
    heading: 90,
    attributes: {},
    ...fields,
  };
}
