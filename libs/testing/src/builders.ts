import type { LocationUpdate, TrackerRecord } from '@yipii/domain';

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

/** The position of asset 7 there and then, as clients get it. */
export function aLocation(fields: Partial<LocationUpdate> = {}): LocationUpdate {
  return {
    assetId: 7,
    name: 'Truck 7',
    timestamp: new Date(NOON).toISOString(),
    receivedAt: new Date(NOON + 1_000).toISOString(),
    seq: 1,
    lat: 57.7,
    lng: 11.97,
    altitude: 12,
    speed: 50,
    heading: 90,
    accuracy: null,
    satellites: 11,
    status: 'moving',
    ignition: true,
    odometerKm: null,
    address: null,
    attributes: {},
    ...fields,
  };
}
