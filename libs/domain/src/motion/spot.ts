import type { Fix } from '../position/outlier';
import { metresBetween } from '../position/place';
import type { MotionThresholds } from './motion';
import { hasLeft, keepPin, pinAt, type Pin } from './pin';
import { keepStride, leadsAway, usualStep, type Stride } from './stride';

/** What nearby fixes reveal if no speed is known. */
export interface Spot {
  readonly pin: Pin;
  readonly stride: Stride | null;
  /** Usual size in metres of the steps that the receiver reports while stationary; null: unknown. */
  readonly usualStep: number | null;
  /** Whether it has left its spot or is leaving it. */
  readonly leaves: boolean;
}

const NO_SPOT = { pin: null, stride: null, usualStep: null };

/** The situation in which a fix is evaluated. */
interface Before {
  readonly moving: boolean;
  readonly thresholds: MotionThresholds;
  /** The previous fix. */
  readonly last: Fix;
}

/**
 * Updates the spot with a fix.
 * @param noise metres by which fixes may be off
 */
export function watchSpot(spot: Spot | null, fix: Fix, noise: number, before: Before): Spot {
  const { moving, last } = before;
  const { startKmh, stopKmh } = before.thresholds;
  const { pin: known, stride: way, usualStep: usual } = spot ?? NO_SPOT;
  const step = { from: last, metres: metresBetween(last, fix), ms: fix.at - last.at };
  const pin = keepPin(known ?? pinAt(last), fix, step.metres, noise);
  if (moving) return { pin, stride: null, usualStep: usual, leaves: false };
  const stride = keepStride(way, fix, step, stopKmh);
  const leaves =
    (known !== null && hasLeft(known, fix, noise, startKmh)) ||
    (stride !== null && leadsAway(stride, fix.at, { noise, usual, fastKmh: startKmh }));
  return { pin, stride, usualStep: usualStep(usual, stride, step), leaves };
}
