import { metresBetween, type Place } from '../position/place';
import { LEAST_NOISE } from './noise';

/** Number of fixes that show the scatter, and the most that it averages. */
const ENOUGH = 10;
const MOST = 200;
/** A fix has come back if it is nearer than this share of the farthest one before. */
const BACK = 1 / 2;
/** Multiple of the mean distance that hardly any fix exceeds by half as much again. */
const FARTHEST = 2.5;

/**
 * How far the fixes of a stationary asset scatter around their middle. Only fixes that were followed by one that came
 * back count: a departure does not.
 */
export interface Scatter extends Place {
  /** Number of fixes, and the sum of their squared distances, m². */
  readonly fixes: number;
  readonly squares: number;
  /** The same of the fixes since the last one that came back, and the farthest of them, metres. */
  readonly pending: number;
  readonly pendingSquares: number;
  readonly peak: number;
}

export function beginScatter({ lat, lng }: Place): Scatter {
  return { lat, lng, fixes: 1, squares: 0, pending: 0, pendingSquares: 0, peak: 0 };
}

/**
 * Returns the scatter around a place that is known from how it was found.
 * @param metres mean distance of the fixes
 */
export function knownScatter({ lat, lng }: Place, metres: number): Scatter {
  const squares = ENOUGH * metres * metres;
  return { lat, lng, fixes: ENOUGH, squares, pending: 0, pendingSquares: 0, peak: 0 };
}

/** Updates the scatter with a fix. */
export function scatter(before: Scatter, fix: Place): Scatter {
  const { fixes, squares } = before;
  const metres = metresBetween(before, fix);
  const peak = Math.max(before.peak, metres);
  const pending = before.pending + 1;
  const all = fixes + pending;
  const pendingSquares = before.pendingSquares + (metres * metres * (all - 1)) / all;
  const lat = before.lat + (fix.lat - before.lat) / all;
  const lng = before.lng + (fix.lng - before.lng) / all;
  if (metres > peak * BACK) return { lat, lng, fixes, squares, pending, pendingSquares, peak };
  const share = Math.min(1, MOST / all);
  return {
    lat,
    lng,
    fixes: all * share,
    squares: (squares + pendingSquares) * share,
    pending: 0,
    pendingSquares: 0,
    peak: 0,
  };
}

/** Returns how far the fixes may be off, metres; 0 if it is unknown. */
export function noiseScattered(known: Scatter | null): number {
  return known && known.fixes >= ENOUGH ? FARTHEST * Math.sqrt(known.squares / known.fixes) : 0;
}

/** Returns whether a fix is at the same place. */
export function isThere(known: Scatter, fix: Place): boolean {
  return metresBetween(known, fix) < Math.max(LEAST_NOISE, noiseScattered(known)) / 2;
}
