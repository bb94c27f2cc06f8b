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

/** Metres to a unit of HDOP, where a device reports no accuracy. */
const METRES_PER_HDOP = 12;

export function toAlertRecord({ unstreamed, location }: EnrichedRecord): AlertRecord {
  const { lat, lng, speed, ignition, odometerKm, satellites, attributes } = location;
  return {
    kind: 'record',
    at: Date.parse(location.timestamp),
    receivedAt: Date.parse(location.receivedAt),
    unstreamed,
    ...{ lat, lng, speed, ignition, odometerKm, accuracy: accuracyOf(location) },
    status: STATUSES.find((known) => known === location.status) ?? 'stopped',
    attributes: satellites === null ? attributes : { ...attributes, satellites },
  };
}

function accuracyOf({ accuracy, attributes: { hdop } }: EnrichedRecord['location']): number | null {
  return accuracy ?? (typeof hdop === 'number' ? hdop * METRES_PER_HDOP : null);
}
