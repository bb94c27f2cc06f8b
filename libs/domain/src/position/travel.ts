import type { Fix } from './outlier';
import { metresBetween } from './place';

/** ms: in this time a driver's speed changes little enough to go by it. */
const SHORT = 45_000;
/** Between two fixes one hardly drives so many times farther than their speeds say, and so many metres. */
const MOST_FASTER = 1.5;
const SLACK = 100;
/** A road between two near fixes is hardly ever longer than so many times the straight line. */
const MOST_BEND = 1.3;

/**
 * Metres driven from one fix to the next: the straight line, or, as roads bend, half as much more as the speeds at
 * both ends speak for.
 *
 * @param credible metres; where that is not Infinity one of them was doubted, and the straight line tells nothing
 */
export function drivenMetres(from: Fix, to: Fix, credible: number): number {
  const straight = metresBetween(from, to);
  const bySpeed = to.at - from.at > SHORT ? null : metresBySpeed(from, to);
  if (credible !== Infinity) return Math.min(straight, bySpeed ?? credible);
  if (bySpeed === null) return straight;
  const bent = (straight + Math.min(bySpeed, straight * MOST_BEND)) / 2;
  return Math.min(Math.max(straight, bent), bySpeed * MOST_FASTER + SLACK);
}

/** Metres at the mean of the speeds at both ends; null: they are not known. */
export function metresBySpeed(from: Fix, to: Fix): number | null {
  if (from.speed === null || to.speed === null) return null;
  return ((from.speed + to.speed) / 2 / 3.6) * (Math.max(0, to.at - from.at) / 1000);
}
