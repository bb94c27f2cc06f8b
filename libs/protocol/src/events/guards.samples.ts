/** A valid event of each topic, for specs. */
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

const link = {
  id: '1b4e28ba-2fa1-8d2a-883f-0016d3cca427',
  linkUuid: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
};
const linkChanges = {
  expired: { ...link, change: 'expired', reason: 'arrival', at: '2026-11-23T15:04:05.000Z' },
  schedule: { ...link, change: 'schedule', active: false, next_change_at: '2026-11-24T07:00:00.000Z' },
  end: { ...link, change: 'end', ends_at: '2026-11-24T07:00:00.000Z' },
  vehicle: { ...link, change: 'vehicle', display_name: 'Your delivery', at: '2026-11-23T15:04:05.000Z' },
};

export const SAMPLES: Readonly<Record<string, unknown>> = {
  'position.received.v1': {
    accountId: 3,
    accountKey: 'fleet',
    assetId: 1042,
    assetName: 'Truck 7',
    deviceId: 77,
    protocol: 'teltonika',
    receivedAt: 1_795_446_245_412,
    records: [record],
    settings: { timeZone: 'Europe/Vilnius', clockOffsetMs: -2000, odometerOffsetKm: 1200.5 },
  },
  'position.quarantined.v1': {
    uniqueId: '350000000000001',
    deviceId: 77,
    protocol: 'teltonika',
    receivedAt: 1_795_446_245_412,
    records: [record],
  },
  'position.enriched.v1': {
    id: record.id,
    accountId: 3,
    accountKey: 'fleet',
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
  'status.changed.v1': {
    id: record.id,
    accountId: 3,
    accountKey: 'fleet',
    assetId: 1042,
    status: 'offline',
    ignition: false,
    at: '2026-11-23T15:04:05.000Z',
  },
  'link.location.v1': {
    linkUuid: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    seq: 12,
    at: '2026-11-23T15:04:05.500Z',
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
  'link.changed.v1': linkChanges.expired,
  'access.revoked.v1': { kind: 'token', id: 'abc', reason: 'revoked', at: '2026-11-23T15:04:05.000Z' },
  'registry.changed.v1': { kind: 'device', id: 77, version: 2, uniqueId: '350000000000001' },
};

/** Where an event has several forms: the others. */
export const VARIANTS: Readonly<Record<string, readonly unknown[]>> = {
  'link.changed.v1': [linkChanges.schedule, linkChanges.end, linkChanges.vehicle],
};
