import type { Address } from '../position/location-update';
import type { Place } from '../position/place';

/** A map that answers from memory, immediately and deterministically. */
export abstract class StreetMap {
  /** Null if nothing is known about the place. */
  abstract addressOf(place: Place): Address | null;
  /**
   * Returns the limit of the road in use, km/h; null if it is unknown or there is no road.
   * @param heading degrees clockwise from north; null: unknown
   */
  abstract speedLimitOf(place: Place, heading: number | null): number | null;
}

/** A map without any data. */
export const BLANK_MAP: StreetMap = { addressOf: () => null, speedLimitOf: () => null };
