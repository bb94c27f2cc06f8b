import { STATUSES, type LocationUpdate } from '../position/location-update';
import type { AlertRecord } from './alert-input';

/** A record as enrichment tells it. */
export interface EnrichedRecord {
  readonly unstreamed: string | null;
  readonly location: Omit<LocationUpdate, 'lat' | 'lng' | 'status'> & {
    readonly lat: number | null;
    readonly lng: number | null;
    /** A newer version may have added a status. */
    readonly status: string;
  };
}

export function toAlertRecord({ unstreamed, location }: EnrichedRecord): AlertRecord {
  const { lat, lng, speed, accuracy, ignition, odometerKm, satellites, attributes } = location;
  return {
    kind: 'record',
    at: Date.parse(location.timestamp),
    receivedAt: Date.parse(location.receivedAt),
    unstreamed,
    ...{ lat, lng, speed, accuracy, ignition, odometerKm },
    status: STATUSES.find((known) => known === location.status) ?? 'stopped',
    attributes: satellites === null ? attributes : { ...attributes, satellites },
  };
}
