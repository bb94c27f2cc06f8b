import { STATUSES, type Address, type LocationUpdate, type Natural, type Status } from '@yipii/domain';
import { isAttributes, isBoolean, isId, isNullable, isNumber, isObject, isString } from './guards';

/** A record as history and the stream get it. One event is one record. */
export interface PositionEnriched {
  /** Id of the received record: the same through every replay. */
  readonly id: string;
  readonly accountId: Natural;
  readonly accountKey: string;
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
export type EnrichedLocation = Omit<LocationUpdate, 'lat' | 'lng'> & {
  readonly lat: number | null;
  readonly lng: number | null;
};

export function isPositionEnriched(value: unknown): value is PositionEnriched {
  return (
    isObject(value) &&
    isString(value.id) &&
    isId(value.accountId) &&
    isString(value.accountKey) &&
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

function hasIdentity(value: Readonly<Record<string, unknown>>): boolean {
  return (
    isId(value.assetId) &&
    isString(value.name) &&
    isString(value.timestamp) &&
    isString(value.receivedAt) &&
    isId(value.seq) &&
    STATUSES.includes(value.status as Status)
  );
}

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

function hasReadings(value: Readonly<Record<string, unknown>>): boolean {
  return (
    READINGS.every((name) => isNullable(value[name], isNumber)) &&
    isNullable(value.ignition, isBoolean) &&
    isNullable(value.address, isAddress)
  );
}

const ADDRESS_PARTS = ['street', 'town', 'postcode', 'country'] as const;

function isAddress(value: unknown): value is Address {
  return (
    isObject(value) &&
    ADDRESS_PARTS.every((name) => isNullable(value[name], isString)) &&
    isString(value.formatted)
  );
}
