import type { Attributes } from '../position/tracker-record';

/** Scatter of a stationary asset's fixes, metres, if no accuracy is reported. */
export const LEAST_NOISE = 30;
/** Multiple of the reported accuracy, which covers two fixes out of three. */
const ACCURACIES = 2;
const METRES_PER_HDOP = 10;

/** Returns how far the fixes of a stationary asset may be off, metres. */
export function noiseOf({ accuracy, hdop }: Attributes): number {
  if (typeof accuracy === 'number') return Math.max(LEAST_NOISE, ACCURACIES * accuracy);
  return typeof hdop === 'number' ? Math.max(LEAST_NOISE, METRES_PER_HDOP * hdop) : LEAST_NOISE;
}
