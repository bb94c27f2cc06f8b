import type { Fix } from './outlier';
import { metresBetween, type Place } from './place';

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

/** m/s on the way from or to a stop, with its corners, where no speed is known, or only that of a corner. */
const USUAL_SPEED = 7;
/** Gaining and losing speed takes longer than driving on: so many times. */
const SLOWNESS = 1.5;

/** ms from or to a stop so many metres away, with the speed in km/h at the other end; null: unknown. */
export function travelTime(speed: number | null, metres: number): number {
  return Math.round((SLOWNESS * metres * 1000) / Math.max((speed ?? 0) / 3.6, USUAL_SPEED));
}

/** A straight piece of a way that is only known by points on it. */
export interface Chord {
  /** Radians clockwise from north. */
  readonly course: number;
  readonly metres: number;
}

/**
 * Share of the length of two chords by which the way is longer, per square of the turn between them, from drives in
 * a town; more where the chords are long, since they cut several corners.
 */
const BEND = 0.065;
const LONG_BEND = 0.1;
/** Metres of two chords from which on the longer share counts. */
const LONG = 500;
/** Radians: less may be noise; beyond, it turned round. */
const SLIGHTEST_TURN = 0.3;
const SHARPEST_TURN = 2.2;

/** Metres that a way with a turn from one chord to the next is longer than both. */
export function bendBetween(before: Chord, next: Chord): number {
  const turn = Math.abs(next.course - before.course) % (2 * Math.PI);
  const sharp = Math.min(turn, 2 * Math.PI - turn, SHARPEST_TURN);
  if (sharp < SLIGHTEST_TURN) return 0;
  const metres = before.metres + next.metres;
  return (metres >= LONG ? LONG_BEND : BEND) * sharp * sharp * metres;
}

const RADIANS = Math.PI / 180;

export function courseTo(from: Place, to: Place): number {
  return Math.atan2((to.lng - from.lng) * Math.cos(from.lat * RADIANS), to.lat - from.lat);
}
