import type { Fix } from './outlier';
import { metresBetween, type Place } from './place';

/** Within this many ms, speed changes little enough to rely on it. */
const SHORT = 45_000;
/** Over more than this many ms, it says nothing about the road. */
const LONG_AGO = 120_000;
/** The distance between two fixes hardly ever exceeds that by the speeds by this factor and this many metres. */
const MOST_FASTER = 1.5;
const SLACK = 100;
/** A distance of so few metres may be mostly noise, which speeds don't have. */
const NOISY = 15;
/**
 * A road between two nearby fixes is hardly ever longer than the straight line by more than this factor. The more
 * the speeds exceed it, the less they say about the road.
 */
const MOST_BEND = 1.3;

/**
 * Returns metres driven from one fix to the next: the straight line or, since roads bend, up to half as much more
 * if the speeds at both ends support it.
 * @param credible metres; if this is not Infinity, one of the fixes was doubted and the straight line is
 * meaningless
 */
export function drivenMetres(from: Fix, to: Fix, credible: number): number {
  const straight = metresBetween(from, to);
  const ms = to.at - from.at;
  const bySpeed = ms > LONG_AGO ? null : metresBySpeed(from, to);
  if (credible !== Infinity) return Math.min(straight, ms > SHORT ? credible : (bySpeed ?? credible));
  if (bySpeed === null) return straight;
  if (straight <= NOISY) return ms > SHORT ? straight : Math.min(straight, bySpeed);
  const longer = bySpeed - straight;
  const bend = Math.max(0, Math.min(longer, 2 * (MOST_BEND - 1) * straight - longer) / 2);
  return ms > SHORT ? straight + bend : Math.min(straight + bend, bySpeed * MOST_FASTER + SLACK);
}

/** Returns metres at the mean of the speeds at both ends; null if they are unknown. */
export function metresBySpeed(from: Fix, to: Fix): number | null {
  if (from.speed === null || to.speed === null) return null;
  return ((from.speed + to.speed) / 2 / 3.6) * (Math.max(0, to.at - from.at) / 1000);
}

/** Typical speed from or to a stop including corners, m/s, if no speed is known, or only that in a corner. */
const USUAL_SPEED = 7;
/** Factor by which accelerating and braking take longer than driving on. */
const SLOWNESS = 1.5;

/**
 * Returns the ms from or to a stop at the given distance, with the given speed in km/h at the other end; null:
 * unknown.
 */
export function travelTime(speed: number | null, metres: number): number {
  return Math.round((SLOWNESS * metres * 1000) / Math.max((speed ?? 0) / 3.6, USUAL_SPEED));
}

/** A straight segment of a path that is known only by points on it. */
export interface Chord {
  /** Radians clockwise from north. */
  readonly course: number;
  readonly metres: number;
  readonly ms: number;
}

/**
 * How much longer than two chords the path is, as a share of their length per square of the turn between them;
 * derived from drives in towns. Long chords cut several corners; whoever drives fast takes none, only bends.
 */
const BEND = 0.08;
const LONG_BEND = 0.12;
const FAST_BEND = 0.03;
/** Length of two chords in metres from which the larger share applies. */
const LONG = 500;
/** m/ms; 60 km/h. */
const FAST = 60 / 3600;
/** Turns smaller than this may be noise, larger than that are a U-turn; radians. */
const SLIGHTEST_TURN = 0.3;
const SHARPEST_TURN = 2;

/** Returns by how many metres the path between two chords with a turn is longer than both. */
export function bendBetween(before: Chord, next: Chord): number {
  const turn = Math.abs(next.course - before.course) % (2 * Math.PI);
  const sharp = Math.min(turn, 2 * Math.PI - turn, SHARPEST_TURN);
  if (sharp < SLIGHTEST_TURN) return 0;
  // The corner is on one of them, whose length counts.
  const metres = 2 * Math.sqrt(before.metres * next.metres);
  const isFast = before.metres > FAST * before.ms || next.metres > FAST * next.ms;
  const share = isFast ? FAST_BEND : before.metres + next.metres >= LONG ? LONG_BEND : BEND;
  return share * sharp * sharp * metres;
}

const RADIANS = Math.PI / 180;

export function courseTo(from: Place, to: Place): number {
  return Math.atan2((to.lng - from.lng) * Math.cos(from.lat * RADIANS), to.lat - from.lat);
}
