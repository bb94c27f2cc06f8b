import type { Fix } from './outlier';
import { metresBetween } from './place';

/** Metres that the fixes of something that stands may be apart. */
const NOISE = 30;
/** ms: in this time a driver's speed changes little enough to go by it. */
const SHORT = 45_000;
/** Between two fixes one hardly drives so many times farther than their speeds say, and so many metres. */
const MOST_FASTER = 1.5;
const SLACK = 100;
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
 * Metres driven from one fix to the next: the straight line, or, as roads bend, half as much more as the speeds at
 * both ends speak for.
 *
 * @param recovered the second was doubted before, so that the straight line tells nothing
 */
export function drivenMetres(from: Fix, to: Fix, recovered: boolean): number {
  const straight = metresBetween(from, to);
  const bySpeed = to.at - from.at > SHORT ? null : metresBySpeed(from, to);
  if (recovered) return Math.min(straight, bySpeed ?? 0);
  if (bySpeed === null) return straight;
  const bent = (straight + Math.min(bySpeed, straight * MOST_BEND)) / 2;
  return Math.min(Math.max(straight, bent), bySpeed * MOST_FASTER + SLACK);
}

/** Metres at the mean of the speeds at both ends; null: they are not known. */
export function metresBySpeed(from: Fix, to: Fix): number | null {
  if (from.speed === null || to.speed === null) return null;
  return ((from.speed + to.speed) / 2 / 3.6) * (Math.max(0, to.at - from.at) / 1000);
}
