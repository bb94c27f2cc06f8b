import type { Fix } from './outlier';
import { metresBetween } from './place';

/** Metres that the fixes of something that stands may be apart. */
const NOISE = 30;
/** s: in this time a driver's speed changes little enough to go by it. */
const SHORT = 45;
/** A road between two near fixes is hardly ever longer than so many times the straight line. */
const MOST_BEND = 1.3;

/** km/h from one fix to the next; null: they are of one time. */
export function speedBetween(from: Fix, to: Fix): number | null {
  const seconds = (to.at - from.at) / 1000;
  if (seconds <= 0) return null;
  const metres = metresBetween(from, to);
  return metres <= NOISE ? 0 : (metres / seconds) * 3.6;
}

/**
 * Metres driven from one fix to the next: the straight line, or, as roads bend, as much more as the speeds at
 * both ends speak for.
 */
export function drivenMetres(from: Fix, to: Fix): number {
  const straight = metresBetween(from, to);
  const seconds = (to.at - from.at) / 1000;
  if (from.speed === null || to.speed === null || seconds > SHORT) return straight;
  const bySpeed = ((from.speed + to.speed) / 2 / 3.6) * seconds;
  const longest = Math.min(bySpeed, straight * MOST_BEND);
  return Math.max(straight, (straight + longest) / 2);
}
