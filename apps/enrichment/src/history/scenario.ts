import { aLocation } from '@yipii/testing';
import type { EnrichedLocation, PositionEnriched } from '@yipii/protocol';
import type { HistoryRecord } from './history.ports';

/** Includes characters that PostgreSQL arrays of texts must escape. */
const ATTRIBUTES = { externalVoltage: 13.9, driverId: 'quote " and \\ backslash' };

let serial = 0;

/** A streamed position with an id of its own. */
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
      location: {
        ...aLocation({ seq: serial, speed: 50.5, odometerKm: 120_345.6, attributes: ATTRIBUTES }),
        ...location,
      },
    },
  };
}
