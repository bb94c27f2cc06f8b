import type { Address } from '../position/location-update';
import type { Place } from '../position/place';

/** What a map knows of places. It answers at once, from memory, and the same for the same question. */
export abstract class StreetMap {
  /** Null: nothing is known there. */
  abstract addressOf(place: Place): Address | null;
  /**
   * The limit of the road that is driven there, km/h; null: unknown, or on no road.
   *
   * @param heading degrees clockwise from north; null: unknown
   */
  abstract speedLimitOf(place: Place, heading: number | null): number | null;
}

/** Knows nothing. */
export const BLANK_MAP: StreetMap = { addressOf: () => null, speedLimitOf: () => null };
