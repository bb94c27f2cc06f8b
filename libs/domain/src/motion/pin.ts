import type { Fix } from '../position/outlier';
import { metresBetween, type Place } from '../position/place';

/** Share of the noise within which the fixes of a good, stationary receiver lie. */
const SHARE = 1 / 3;
/** A receiver that stays that near for this many ms and steps from fix to fix is quiet. */
const QUIET_AFTER = 15_000;
const LEAST_STEPS = 3;
/** Number of steps that the usual step averages. */
const STEPS = 8;
/**
 * Minimum distance of a single significant fix, in usual steps and as a share of the noise; more than all of the
 * noise if the device reports more of it, since the spot itself is that uncertain.
 */
const AWAY = 5;
const AWAY_SHARE = 1 / 2;
const NOISY_SHARE = 3 / 2;
/** This many usual steps are enough however slow the movement was. */
const FAR_AWAY = 8;
const USUAL_NOISE = 30;

/**
 * The spot of the latest fixes, much smaller than the noise of an anchor. With a quiet receiver it shows sooner
 * than the anchor whether the asset stands or has left, and tells slow walking from standing.
 */
export interface Pin extends Place {
  /** Times of the first and last fix there, epoch ms. */
  readonly since: number;
  readonly until: number;
  /** Usual distance from fix to fix, metres, and the number of steps it is based on. */
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
 * Updates the spot with a fix.
 * @param step metres since the previous fix
 * @param noise metres by which fixes may be off
 */
export function keepPin(pin: Pin, fix: Fix, step: number, noise: number): Pin {
  if (metresBetween(pin, fix) > noise * SHARE) return pinAt(fix);
  const { lat, lng, since } = pin;
  const steps = Math.min(STEPS, pin.steps + 1);
  return { lat, lng, since, until: fix.at, step: pin.step + (step - pin.step) / steps, steps };
}

/** Returns whether a fix shows that the asset left a quiet spot at no less than the given speed, km/h. */
export function hasLeft(pin: Pin, fix: Fix, noise: number, leastKmh: number): boolean {
  if (!isQuiet(pin)) return false;
  const metres = metresBetween(pin, fix);
  const share = noise > USUAL_NOISE ? NOISY_SHARE : AWAY_SHARE;
  const isFast = metres * 3600 >= leastKmh * (fix.at - pin.until);
  const least = isFast ? Math.max(AWAY * pin.step, share * noise) : Math.max(FAR_AWAY * pin.step, noise);
  return metres >= least;
}
