import type { TrackingLink } from '@yipii/domain';

/** A public link without an end. */
export function aTrackingLink(fields: Partial<TrackingLink> = {}): TrackingLink {
  return {
    ...{
      uuid: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      accountId: 1,
      assetId: 7,
      routeId: null,
      stopId: null,
    },
    access: { mode: 'public', requireCode: false, allowedEmails: [], barredEmails: [] },
    ...{ startsAt: null, expiresAt: null, arrival: null, showDestination: false, visibleWhen: null },
    ...{ schedule: null, window: null, sessionTtlSeconds: 14_400, sessionSliding: false, maxViewers: null },
    ...{ displayName: null, locale: 'en', isDisabled: false, generation: 1, vehicleChanges: 0 },
    ...{ ended: null, isHidden: false },
    ...fields,
  };
}
