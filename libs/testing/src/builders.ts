import type { LocationUpdate, TrackerRecord, TrackingLink } from '@yipii/domain';
import type { AlertData, AlertTriggered } from '@yipii/protocol';

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
    ...{ progress: null, stops: null, completedAt: null },
    ...{ isHidden: false, isPrivate: false, isOffDuty: false },
    access: { mode: 'public', requireCode: false, allowedEmails: [], barredEmails: [] },
    ...fields,
  };
}

/** Asset 7 entered a fence there and then. Its `data` is given whole, or by `anAlertData`. */
export function anAlert(fields: Partial<AlertTriggered> = {}): AlertTriggered {
  const at = new Date(NOON).toISOString();
  return {
    eventId: '0192f0c4-0000-8000-8000-000000000001',
    type: 'alert.raised',
    occurredAt: at,
    emittedAt: at,
    accountKey: 'acme',
    assetId: 7,
    deviceId: 77,
    data: anAlertData(),
    ...fields,
  };
}

export function anAlertData(fields: Partial<AlertData> = {}): AlertData {
  return {
    id: '0192f0c4-5f6e-8a2b-9c3d-4e5f60718293',
    assetId: 7,
    assetName: 'Truck 7',
    category: 'geofence',
    type: 'geofence.entered',
    lifetime: 'instant',
    state: 'raised',
    severity: 'warning',
    triggeredAt: new Date(NOON).toISOString(),
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    acknowledgementNote: null,
    delayed: false,
    rule: { id: 3, name: 'Depot' },
    position: { lat: 57.7, lng: 11.97, address: null },
    data: { geofenceId: 31, geofenceName: 'Depot' },
    ...fields,
  };
}
