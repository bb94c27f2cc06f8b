import type { Driver, Standing } from './drive';
import type { Tour } from './plan-tours';
import { between, type Random, type Range } from './random';

const UNLOADING_SECONDS: Range = [10, 40];
/** Share of the stops at the end of a leg at which the ignition is switched off. */
const PARKING_SHARE = 0.6;

/** Drives around endlessly, with stops of random length. */
export function townDriver(tour: Tour, parkingSeconds: Range): Driver {
  return { tour, standing };

  function standing(phase: Standing, _leg: number, random: Random): number {
    if (phase === 'unloading') return between(UNLOADING_SECONDS, random);
    return phase === 'parked' && random() < PARKING_SHARE ? between(parkingSeconds, random) : 0;
  }
}
