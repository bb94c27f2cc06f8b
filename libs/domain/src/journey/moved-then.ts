import { kmhOf } from '../motion/evidence';
import { LEAST_NOISE } from '../motion/noise';
import { metresBetween } from '../position/place';
import type { JourneyState } from './journey-state';

/** A stop that began so many ms later says nothing about a record. */
const LONG_BEFORE = 900_000;

interface Then {
  readonly fixTime: number;
  readonly lat: number | null;
  readonly lng: number | null;
}

/** Returns whether the asset moved at an earlier time, as far as the legs in progress tell. */
export function movedThen({ underWay, trip, stop }: JourneyState, then: Then, fastKmh: number): boolean {
  const { fixTime } = then;
  if (underWay === 'trip' && trip)
    return fixTime > trip.start.at && !(stop !== null && fixTime >= stop.start.at);
  if (trip && fixTime > trip.start.at) return true;
  return stop !== null && fixTime < stop.start.at && hasCome(then, stop.start, fastKmh);
}

/** Returns whether it was on its way to where it stopped. */
function hasCome(
  { fixTime, lat, lng }: Then,
  { at, ...stop }: { readonly at: number; readonly lat: number; readonly lng: number },
  fastKmh: number,
): boolean {
  if (lat === null || lng === null || at - fixTime > LONG_BEFORE) return false;
  const metres = metresBetween({ lat, lng }, stop);
  return metres > LEAST_NOISE && kmhOf(metres, at - fixTime) >= fastKmh;
}
