import type { Natural } from '@yipii/domain';
import {
  fillNulls,
  isBoolean,
  isId,
  isNullable,
  isNumber,
  isObject,
  isString,
  type Fields,
  type Parsed,
} from './guards';

/**
 * A position as viewers of a tracking link get it, on the channel and by polling. An allow-list: nothing else
 * about the vehicle, its asset, device or account ever reaches a viewer.
 */
export interface PublicPosition {
  /** ISO 8601 UTC; the device's fix time. */
  readonly timestamp: string;
  /** Degrees WGS 84. */
  readonly lat: number;
  readonly lng: number;
  /** km/h. */
  readonly speed: number | null;
  /** Degrees clockwise from north, 0–359. */
  readonly heading: number | null;
  readonly moving: boolean;
  readonly address: PublicAddress | null;
  /** What the link calls it; never the asset's name by default. */
  readonly display_name: string;
  /** To the destination; only of links with an arrival rule, null while unknown. */
  readonly distance_km?: number | null;
  readonly eta_minutes?: number | null;
}

/** Without house number and postcode. */
export interface PublicAddress {
  readonly street: string | null;
  readonly town: string | null;
}

/** Where the vehicle of a link is now, for its viewers. Only of links with a live session. */
export interface LinkLocation {
  readonly linkUuid: string;
  /**
   * Grows with every position of the link, whatever vehicle it follows; by it readers drop what is old or
   * repeated. Viewers never get it.
   */
  readonly seq: Natural;
  readonly position: PublicPosition;
}

export function completeLinkLocation({ position }: Parsed): void {
  if (!isObject(position)) return;
  fillNulls(position, ['speed', 'heading', 'address']);
  fillNulls(position.address, ['street', 'town']);
}

export function isLinkLocation(value: unknown): value is LinkLocation {
  return isObject(value) && isString(value.linkUuid) && isId(value.seq) && isPublicPosition(value.position);
}

/** The fields that viewers may have, whatever else the object holds. */
export function onlyPublic(position: PublicPosition): PublicPosition {
  const { timestamp, lat, lng, speed, heading, moving, address, display_name } = position;
  const { distance_km, eta_minutes } = position;
  return {
    timestamp,
    lat,
    lng,
    speed,
    heading,
    moving,
    address: address && { street: address.street, town: address.town },
    display_name,
    ...(distance_km !== undefined && { distance_km }),
    ...(eta_minutes !== undefined && { eta_minutes }),
  };
}

function isPublicPosition(value: unknown): value is PublicPosition {
  return (
    isObject(value) &&
    isString(value.timestamp) &&
    isNumber(value.lat) &&
    isNumber(value.lng) &&
    isNullable(value.speed, isNumber) &&
    isNullable(value.heading, isNumber) &&
    isBoolean(value.moving) &&
    isNullable(value.address, isPublicAddress) &&
    isString(value.display_name) &&
    hasArrival(value)
  );
}

function isPublicAddress(value: unknown): value is PublicAddress {
  return isObject(value) && isNullable(value.street, isString) && isNullable(value.town, isString);
}

function hasArrival({ distance_km: distance, eta_minutes: eta }: Fields): boolean {
  const isKnownOrNot = (value: unknown): boolean => value === undefined || isNullable(value, isNumber);
  return isKnownOrNot(distance) && isKnownOrNot(eta);
}
