import type { Fix } from '../position/outlier';
import { metresBetween, type Place } from '../position/place';

/** Of the noise; so near each other are the fixes of a good receiver that stands. */
const SHARE = 1 / 3;
/** ms, and steps from fix to fix: whoever stays so near for so long has a quiet receiver. */
const QUIET_AFTER = 15_000;
const LEAST_STEPS = 3;
/** Steps that the usual one is the mean of. */
const STEPS = 8;
/** Usual steps, and a share of the noise, that a single fix is away at least; all of it if the device reports more. */
const AWAY = 5;
const AWAY_SHARE = 1 / 2;
/** Usual steps that are enough however slow it was. */
const FAR_AWAY = 8;
const USUAL_NOISE = 30;

/**
 * The spot where the latest fixes are, much smaller than the noise of an anchor. Of a quiet receiver it tells
 * sooner than the anchor that it stands or has left, and slow walking from standing.
 */
export interface Pin extends Place {
  /** First and last fix there, epoch ms. */
  readonly since: number;
  readonly until: number;
  /** Metres from fix to fix, as usual, and how many steps tell. */
  readonly step: number;
  readonly steps: number;
}

export function pinAt({ at, lat, lng }: Fix): Pin {
  return { lat, lng, since: at, until: at, step: 0, steps: 0 };
}

export function isQuiet({ since, until, steps }: Pin): boolean {
  return until - since >= QUIET_AFTER && steps >= LEAST_STEPS;
}

/**
 * After a fix.
 *
 * @param step metres since the fix before
 * @param noise metres by which fixes may be off
 */
export function keepPin(pin: Pin, fix: Fix, step: number, noise: number): Pin {
  if (metresBetween(pin, fix) > noise * SHARE) return pinAt(fix);
  const { lat, lng, since } = pin;
  const steps = Math.min(STEPS, pin.steps + 1);
  return { lat, lng, since, until: fix.at, step: pin.step + (step - pin.step) / steps, steps };
}

/** Whether a fix shows that it left a spot where it was quiet, at so many km/h at least. */
export function hasLeft(pin: Pin, fix: Fix, noise: number, leastKmh: number): boolean {
  if (!isQuiet(pin)) return false;
  const metres = metresBetween(pin, fix);
  const share = noise > USUAL_NOISE ? 1 : AWAY_SHARE;
  const isFast = metres * 3600 >= leastKmh * (fix.at - pin.until);
  const least = isFast ? Math.max(AWAY * pin.step, share * noise) : Math.max(FAR_AWAY * pin.step, noise);
  return metres >= least;
}
