import type { LocationUpdate, TrackerRecord, TrackingLink } from '@yipii/domain';

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

/** A public link without any rule, which follows asset 7. */
export function aTrackingLink(fields: Partial<TrackingLink> = {}): TrackingLink {
  return {
    ...{
      uuid: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      accountId: 1,
      assetId: 7,
      routeId: null,
      stopId: null,
    },
    ...{ displayName: null, startsAt: null, expiresAt: null, arrival: null, showDestination: false },
    ...{ visibleWhen: null, schedule: null, window: null, sessionTtlSeconds: 14_400, sessionSliding: false },
    ...{
      maxViewers: null,
      locale: 'en',
      brandId: null,
      isDisabled: false,
      generation: 1,
      vehicleChanges: 0,
      ended: null,
    },
    ...{ progress: null, stops: null, completedAt: null, isHidden: false },
    access: { mode: 'public', requireCode: false, allowedEmails: [], barredEmails: [] },
    ...fields,
  };
}
