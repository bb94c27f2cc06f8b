import { metresBetween, type Place } from '../position/place';

/** An asset that gets this many metres away has left; wandering fixes do not get that far. */
const GONE = 300;
const FARTHEST = 150;
/**
 * Number of excursions and returns that make fixes wandering, and the factor by which the next one may be farther.
 */
const ENOUGH = 2;
const MARGIN = 1.3;

/** What looked like a departure: fixes of a poor receiver go far in one step and come back in the next. */
export interface Wandering extends Place {
  /** Distance of the last fix from there, metres. */
  readonly metres: number;
  /** Number of fixes that came back in one step, and their largest distance, metres. */
  readonly times: number;
  readonly reach: number;
}

export function beginWandering({ lat, lng }: Place, metres: number): Wandering {
  return { lat, lng, metres, times: 0, reach: 0 };
}

/** Updates the wandering with a fix; null if the asset has left. */
export function wander(before: Wandering, fix: Place, noise: number): Wandering | null {
  const metres = metresBetween(before, fix);
  if (metres > GONE) return null;
  const { lat, lng, times, reach } = before;
  const isBack = before.metres > noise && before.metres <= FARTHEST && metres < before.metres / 2;
  if (!isBack) return { lat, lng, metres, times, reach };
  return { lat, lng, metres, times: times + 1, reach: Math.max(reach, before.metres) };
}

/** Returns how far the fixes of this stationary asset have been off, metres; 0 if not at all. */
export function noiseShownBy(wandering: Wandering | null): number {
  return wandering && wandering.times >= ENOUGH ? wandering.reach * MARGIN : 0;
}
