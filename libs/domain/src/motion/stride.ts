import type { Fix } from '../position/outlier';
import { metresBetween, type Place } from '../position/place';

/** ms: steps from fix to fix that take longer say nothing of the way between. */
const LONGEST_STEP = 60_000;
/** Noise turns at each step: this many on a way that is hardly longer than the straight line lead somewhere. */
const ENOUGH_STEPS = 3;
const STRAIGHT = 0.9;
/** Of the noise: who gets so far in that way is under way; slowly it takes more. */
const WAY = 0.25;
const SLOW_WAY = 1.5;
/** ms: so near in time, fixes show how something gets under way, and the noise of the receiver. */
const DENSE = 5_000;
/** So many of the steps that a standing receiver makes up. */
const NOISY_STEPS = 10;
/** Steps that the usual one is the mean of, and metres until it is known. */
const STEPS = 16;
const UNKNOWN_STEP = 1;

/** Steps from fix to fix in one direction, each faster than standing; they tell sooner than the noise allows. */
export interface Stride extends Place {
  /** When it began, epoch ms. */
  readonly at: number;
  readonly path: number;
  readonly steps: number;
}

interface Step {
  /** The fix before. */
  readonly from: Fix;
  readonly metres: number;
  readonly ms: number;
}

/** After a fix; null: it made no step. */
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

/** Metres of the steps that a receiver makes up, after one while it stands. */
export function usualStep(before: number | null, stride: Stride | null, { metres, ms }: Step): number | null {
  if (ms > DENSE || (stride && stride.steps > 1)) return before;
  return before === null ? Math.max(metres, UNKNOWN_STEP) : before + (metres - before) / STEPS;
}

interface Way {
  readonly noise: number;
  readonly usual: number | null;
  readonly fastKmh: number;
}

/** Whether it leads away. */
export function leadsAway({ at, path, steps }: Stride, now: number, { noise, usual, fastKmh }: Way): boolean {
  if (steps < ENOUGH_STEPS) return false;
  const ms = now - at;
  const isFast = ms <= steps * DENSE && path * 3600 >= fastKmh * ms;
  const least = isFast ? Math.max(WAY * noise, NOISY_STEPS * (usual ?? UNKNOWN_STEP)) : SLOW_WAY * noise;
  return STRAIGHT * path >= least;
}
