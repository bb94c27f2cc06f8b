import { metresBetween, type Place } from '../position/place';

/** Fixes that stay near one place for this many ms override a speed or accelerometer that claims movement. */
export const REFUTED_AFTER = 240_000;
/** How near, in multiples of the noise: jitter goes beyond it, and back. */
const NEAR = 2;

/** A place that an asset which claims to move has not got away from. */
export interface Around extends Place {
  /** Epoch ms. */
  readonly since: number;
}

/** Returns whether a fix is still near that place. */
export function isNear(around: Place, fix: Place, noise: number): boolean {
  return metresBetween(around, fix) <= NEAR * noise;
}
