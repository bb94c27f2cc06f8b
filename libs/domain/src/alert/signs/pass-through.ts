import type { Fence } from '../../geofence/fence';
import { metresBetween, type Place } from '../../position/place';
import type { TrustedFix } from '../alert-state';
import type { Moment } from '../moment';
import { isVague, marginOf, type EdgeRule } from './crossing';

/** Between fixes that are farther apart the way was hardly a straight line. Ms. */
const LONGEST_STEP = 60_000;
/** Steps along the line; along an edge they are small. */
const MOST_STEPS = 64;

/**
 * Returns when an asset entered and exited a fence between two fixes that are both outside, epoch ms; null: it did
 * not, or hardly touched it.
 */
export function passThrough(
  { from, to }: Moment,
  fence: Fence,
  { hysteresisM, maxAccuracyM }: EdgeRule,
): readonly [entered: number, exited: number] | null {
  if (!from || !to || !isLineSafe(from, to, fence) || isVague(from, maxAccuracyM)) return null;
  const length = metresBetween(from, to);
  const margin = marginOf(fence, hysteresisM);
  const there = firstInside({ from, to, length }, fence, margin);
  const back = there === null ? null : firstInside({ from: to, to: from, length }, fence, margin);
  if (there === null || back === null) return null;
  const at = (share: number): number => Math.round(from.at + share * (to.at - from.at));
  return [at(there), at(Math.max(there, 1 - back))];
}

/** Whether it was outside at first, and can hardly have gone another way. */
function isLineSafe(from: TrustedFix, to: TrustedFix, fence: Fence): boolean {
  return from.at >= fence.since && to.at - from.at <= LONGEST_STEP && fence.distance(from) > 0;
}

interface Line {
  readonly from: TrustedFix;
  readonly to: TrustedFix;
  /** Metres. */
  readonly length: number;
}

/** Returns the share of the line after which it is inside by the margin; no step is longer than it can be from there. */
function firstInside({ from, to, length }: Line, fence: Fence, margin: number): number | null {
  let metres = 0;
  for (let steps = 0; steps < MOST_STEPS && metres < length; steps += 1) {
    const missing = fence.distance(placeAt(from, to, metres / length)) + margin;
    if (missing <= 0) return metres / length;
    metres += Math.max(missing, 1);
  }
  return null;
}

function placeAt(from: Place, to: Place, share: number): Place {
  const turn = Math.abs(to.lng - from.lng) > 180 ? Math.sign(from.lng - to.lng) * 360 : 0;
  return {
    lat: from.lat + share * (to.lat - from.lat),
    lng: from.lng + share * (to.lng + turn - from.lng),
  };
}
