import type { LocationUpdate, Natural, Status } from '@yipii/domain';
import { completeAddress, isAddress } from './address';
import {
  fillNulls,
  isAttributes,
  isBoolean,
  isId,
  isNullable,
  isNumber,
  isObject,
  isString,
  type Fields,
  type Open,
  type Parsed,
} from './guards';

/**
 * A record as history and the stream get it. One event is one record; its id is the record's, the same through
 * every replay.
 */
export interface PositionEnriched {
  readonly deviceId: Natural;
  readonly protocol: string;
  readonly valid: boolean;
  /**
   * Null: the position is streamed. Else why it is only stored: `no_fix`, `insane`, `future`, `same_time`, `late`,
   * `zero_island`, `inaccurate`, `jump` or `drift`; others may come.
   */
  readonly unstreamed: string | null;
  readonly location: EnrichedLocation;
}

/** A {@link LocationUpdate} whose coordinates may be missing; of streamed positions they never are. */
export type EnrichedLocation = Omit<LocationUpdate, 'lat' | 'lng' | 'status'> & {
  readonly status: Open<Status>;
  readonly lat: number | null;
  readonly lng: number | null;
};

const READINGS = [
  'lat',
  'lng',
  'altitude',
  'speed',
  'heading',
  'accuracy',
  'satellites',
  'odometerKm',
] as const;
const NULLABLE = [...READINGS, 'ignition', 'address'] as const;

export function completePositionEnriched(event: Parsed): void {
  if (event.unstreamed === undefined) event.unstreamed = null;
  completeEnrichedLocation(event.location);
}

export function completeEnrichedLocation(location: unknown): void {
  if (!isObject(location)) return;
  fillNulls(location, NULLABLE);
  completeAddress(location.address);
}

export function isPositionEnriched(value: unknown): value is PositionEnriched {
  return (
    isObject(value) &&
    isId(value.deviceId) &&
    isString(value.protocol) &&
    isBoolean(value.valid) &&
    isNullable(value.unstreamed, isString) &&
    isEnrichedLocation(value.location)
  );
}

export function isEnrichedLocation(value: unknown): value is EnrichedLocation {
  return isObject(value) && hasIdentity(value) && hasReadings(value) && isAttributes(value.attributes);
}

function hasIdentity(value: Fields): boolean {
  return (
    isId(value.assetId) &&
    isString(value.name) &&
    isString(value.timestamp) &&
    isString(value.receivedAt) &&
    isId(value.seq) &&
    isString(value.status)
  );
}

function hasReadings(value: Fields): boolean {
  return (
    READINGS.every((name) => isNullable(value[name], isNumber)) &&
    isNullable(value.ignition, isBoolean) &&
    isNullable(value.address, isAddress)
  );
}
