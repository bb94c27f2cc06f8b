import type { Fix } from '../position/outlier';
import { metresBetween, type Place } from '../position/place';

/** Steps from fix to fix that take longer than this many ms say nothing about the path between. */
const LONGEST_STEP = 60_000;
/**
 * Noise turns at every step: this many steps on a path that is hardly longer than the straight line lead somewhere.
 */
const ENOUGH_STEPS = 3;
const STRAIGHT = 0.9;
/** Share of the noise that such a path must cover to be movement; slow movement must cover more. */
const WAY = 0.25;
const SLOW_WAY = 1.5;
/** Fixes within this many ms show how movement starts, and the noise of the receiver. */
const DENSE = 5_000;
/** Minimum length in steps of a stationary receiver. */
const NOISY_STEPS = 10;
/** Number of steps that the usual step averages, and metres assumed until it is known. */
const STEPS = 16;
const UNKNOWN_STEP = 1;

/**
 * Steps from fix to fix in one direction, each faster than standing. They reveal movement before it leaves the
 * noise.
 */
export interface Stride extends Place {
  /** When it began, epoch ms. */
  readonly at: number;
  readonly path: number;
  readonly steps: number;
}

interface Step {
  /** The previous fix. */
  readonly from: Fix;
  readonly metres: number;
  readonly ms: number;
}

/** Updates the stride with a fix; null if it made no step. */
export function keepStride(stride: Stride | null, fix: Fix, step: Step, leastKmh: number): Stride | null {
  const { from, metres, ms } = step;
  if (ms > LONGEST_STEP || metres * 3600 < leastKmh * ms) return null;
  if (stride) {
    const { at, lat, lng } = stride;
    const path = stride.path + metres;
    if (metresBetween(stride, fix) >= STRAIGHT * path) return { at, lat, lng, path, steps: stride.steps + 1 };
  }
  return { at: from.at, lat: from.lat, lng: from.lng, path: metres, steps: 1 };
}

/** Updates the usual step of a stationary receiver, metres. */
export function usualStep(before: number | null, stride: Stride | null, { metres, ms }: Step): number | null {
  if (ms > DENSE || (stride && stride.steps > 1)) return before;
  return before === null ? Math.max(metres, UNKNOWN_STEP) : before + (metres - before) / STEPS;
}

interface Way {
  readonly noise: number;
  readonly usual: number | null;
  readonly fastKmh: number;
}

/** Returns whether the stride leads away. */
export function leadsAway({ at, path, steps }: Stride, now: number, { noise, usual, fastKmh }: Way): boolean {
  if (steps < ENOUGH_STEPS) return false;
  const ms = now - at;
  const isFast = ms <= steps * DENSE && path * 3600 >= fastKmh * ms;
  const least = isFast ? Math.max(WAY * noise, NOISY_STEPS * (usual ?? UNKNOWN_STEP)) : SLOW_WAY * noise;
  return STRAIGHT * path >= least;
}
