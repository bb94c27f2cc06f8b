import type { Driver, Standing } from '../drive';
import type { Leg } from '../leg';
import type { Tour } from '../plan-tours';
import { between, type Random, type Range } from '../random';

const HOUR = 3600;
const MINUTE = 60;
const FIRST_DEPARTURE: Range = [5 * HOUR, 8 * HOUR];
const ROUNDS: Range = [3, 6];
const LUNCH_SECONDS: Range = [30 * MINUTE, 60 * MINUTE];

type Stand = Readonly<Record<Standing, number>>;

/**
 * What happens between two drives, and how often. Nothing lasts 140 to 220 s: records up to 30 s apart could not
 * show whether the vehicle stood for the three minutes that make a stop.
 */
const STANDS: readonly (readonly [share: number, draw: (random: Random) => Stand])[] = [
  // A quick delivery: the engine keeps running, or is off for a moment.
  [0.2, (random) => stand([15, 110], [0, 0], random)],
  [0.1, (random) => stand([5, 20], [30, 100], random)],
  [0.1, (random) => stand([4 * MINUTE, 15 * MINUTE], [0, 0], random)],
  [0.45, (random) => stand([3, 40], [4 * MINUTE, 20 * MINUTE], random)],
  [0.15, (random) => stand([3, 40], [20 * MINUTE, 90 * MINUTE], random)],
];

/** A driver's working day. */
export interface DayPlan {
  readonly driver: Driver;
  /** Seconds from midnight until the ignition is switched on. */
  readonly parkedUntil: number;
}

/** Parked overnight, then tours with stops, lunch halfway, and back home. */
export function planDay(tour: Tour, random: Random): DayPlan {
  const rounds = Math.round(between(ROUNDS, random));
  const legs: Leg[] = Array.from({ length: rounds }, () => tour).flat();
  const stands = legs.map(() => drawStand(random));
  stands[Math.floor(legs.length / 2)] = stand([10, 60], LUNCH_SECONDS, random);
  stands[legs.length - 1] = {
    unloading: between([10, 60], random),
    parked: Infinity,
    starting: between([5, 60], random),
  };
  const standing: Driver['standing'] = (phase, leg) => stands[leg]?.[phase] ?? 0;
  return { driver: { tour: legs, standing }, parkedUntil: between(FIRST_DEPARTURE, random) };
}

function drawStand(random: Random): Stand {
  let left = random();
  for (const [share, draw] of STANDS) {
    left -= share;
    if (left < 0) return draw(random);
  }
  return stand([10, 40], [5 * MINUTE, 10 * MINUTE], random);
}

function stand(unloading: Range, parked: Range, random: Random): Stand {
  const off = between(parked, random);
  return {
    unloading: between(unloading, random),
    parked: off,
    starting: off > 0 ? between([3, 20], random) : 0,
  };
}
