import type { EnrichedLocation, PositionEnriched } from '@yipii/protocol';
import type { HistoryRecord } from './history.ports';

let serial = 0;

/** A streamed position; each has an id of its own. */
export function aPositionEnriched(
  location: Partial<EnrichedLocation> = {},
  event: Partial<PositionEnriched> = {},
): HistoryRecord {
  serial += 1;
  return {
    id: `00000000-0000-8000-8000-${String(serial).padStart(12, '0')}`,
    occurredAt: '2026-06-01T12:00:00.000Z',
    account: { id: 1, key: 'acme' },
    subject: String(location.assetId ?? 7),
    traceparent: null,
    event: {
      deviceId: 70,
      protocol: 'teltonika',
      valid: true,
      unstreamed: null,
      ...event,
      location: aLocation(location),
    },
  };
}

function aLocation(fields: Partial<EnrichedLocation>): EnrichedLocation {
  return {
    assetId: 7,
    name: 'Truck 7',
    timestamp: '2026-06-01T12:00:00.000Z',
    receivedAt: '2026-06-01T12:00:01.000Z',
    seq: serial,
    lat: 57.7,
    lng: 11.97,
    altitude: 12,
    speed: 50.5,
    heading: 90,
    accuracy: null,
    satellites: 11,
    status: 'moving',
    ignition: true,
    odometerKm: 120_345.6,
    address: null,
    attributes: { externalVoltage: 13.9, driverId: 'quote " and \\ backslash' },
    ...fields,
  };
}
