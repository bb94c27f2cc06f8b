import { topics, type Topic } from '../topics';
import type { Envelope } from './envelope';

const record = {
  id: '1b4e28ba-2fa1-8d2a-883f-0016d3cca427',
  fixTime: 1_795_446_245_000,
  valid: true,
  lat: 54.687157,
  lng: 25.279652,
  altitude: 112,
  speed: 54.2,
  heading: 271,
  attributes: { ignition: true, satellites: 11, driverId: '3F00' },
};

const linkUuid = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const at = '2026-11-23T15:04:05.000Z';

const EVENTS: Readonly<Record<keyof typeof topics, object>> = {
  positionReceived: {
    assetId: 1042,
    assetName: 'Truck 7',
    deviceId: 77,
    protocol: 'teltonika',
    receivedAt: 1_795_446_245_412,
    records: [record],
    settings: {
      timeZone: 'Europe/Vilnius',
      clockOffsetMs: -2000,
      odometerOffsetKm: 1200.5,
      movingFromKmh: 2,
    },
  },
  positionQuarantined: {
    uniqueId: '350000000000001',
    deviceId: 77,
    protocol: 'teltonika',
    receivedAt: 1_795_446_245_412,
    records: [record],
  },
  positionEnriched: {
    deviceId: 77,
    protocol: 'teltonika',
    valid: true,
    unstreamed: 'late',
    location: {
      assetId: 1042,
      name: 'Truck 7',
      timestamp: '2026-11-23T15:04:05.000Z',
      receivedAt: '2026-11-23T15:04:05.412Z',
      seq: 83_122,
      lat: 54.687157,
      lng: 25.279652,
      altitude: 112,
      speed: 54.2,
      heading: 271,
      accuracy: 4.5,
      satellites: 11,
      status: 'moving',
      ignition: true,
      odometerKm: 120_345.6,
      address: {
        street: 'Gedimino pr. 9',
        town: 'Vilnius',
        postcode: '01103',
        country: 'LT',
        formatted: 'Vilnius',
      },
      attributes: { externalVoltage: 13.9, batteryLevel: 96 },
    },
  },
  statusChanged: {
    assetId: 1042,
    status: 'offline',
    ignition: false,
  },
  linkLocation: {
    linkUuid,
    seq: 12,
    position: {
      timestamp: '2026-11-23T15:04:05.000Z',
      lat: 54.687157,
      lng: 25.279652,
      speed: 54,
      heading: 271,
      moving: true,
      address: { street: 'Gedimino pr.', town: 'Vilnius' },
      display_name: 'Your delivery',
      distance_km: 3.4,
      eta_minutes: 9,
    },
  },
  linkChanged: { linkUuid, change: 'expired', reason: 'arrival', at },
  alertTriggered: {
    eventId: record.id,
    type: 'alert.acknowledged',
    occurredAt: at,
    emittedAt: at,
    accountKey: 'fleet',
    assetId: 1042,
    deviceId: 77,
    data: {
      id: '0192f0c4-5f6e-8a2b-9c3d-4e5f60718293',
      assetId: 1042,
      assetName: 'Truck 7',
      category: 'geofence',
      type: 'geofence.dwelled',
      lifetime: 'condition',
      state: 'cleared',
      severity: 'warning',
      triggeredAt: at,
      clearedAt: at,
      acknowledgedAt: at,
      acknowledgedBy: 'dispatcher@example.com',
      acknowledgementNote: 'The driver is on his way.',
      delayed: false,
      rule: { id: 7, name: 'Depot' },
      position: {
        lat: 54.687157,
        lng: 25.279652,
        address: {
          street: 'Gedimino pr. 9',
          town: 'Vilnius',
          postcode: '01103',
          country: 'LT',
          formatted: 'Vilnius',
        },
      },
      data: { geofenceId: 31, geofenceName: 'Depot' },
    },
  },
  accessRevoked: { kind: 'token', id: 'abc', reason: 'revoked' },
  registryChanged: { kind: 'device', id: 77, version: 2, uniqueId: '350000000000001' },
};

/** Where an event has several forms: the others. */
const OTHER_FORMS: Readonly<Partial<Record<string, readonly object[]>>> = {
  linkChanged: [
    { linkUuid, change: 'schedule', active: false, next_change_at: '2026-11-24T07:00:00.000Z' },
    { linkUuid, change: 'end', ends_at: '2026-11-24T07:00:00.000Z' },
    { linkUuid, change: 'visibility', visible: false },
    { linkUuid, change: 'vehicle', display_name: 'Your delivery', at, firstSeq: 5_497_558_138_880 },
  ],
};

/**
 * Messages of each topic by its name, one of each form and with no field left out: for specs, and kept of each
 * release.
 */
export const SAMPLES: Readonly<Record<string, readonly Envelope<object>[]>> = Object.fromEntries(
  Object.entries<Topic<unknown>>(topics).map(([key, { name }]) => [
    name,
    [EVENTS[key as keyof typeof topics], ...(OTHER_FORMS[key] ?? [])].map(wrapped),
  ]),
);

function wrapped(event: object): Envelope<object> {
  return {
    id: record.id,
    occurredAt: at,
    account: { id: 3, key: 'fleet' },
    subject: '1042',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    event,
  };
}
