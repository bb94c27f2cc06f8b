import { allowedSpeed, type Leg } from './leg';
import { between, type Random, type Range } from './random';

const { floor, max, min, round } = Math;

/** m/s². */
const ACCELERATION = 1.6;
const HARDEST_BRAKING = 3.5;
/** m/s: slowest speed before the end of the leg. */
const CRAWL = 1;
/** Longest step in seconds: a longer one would miss the speed limits of bends. */
const LONGEST_STEP = 0.5;
/** Red lights and crossings: probability per second of driving, and duration. */
const HALTS_PER_SECOND = 0.006;
/** No red light stops the vehicle within this distance from the end of a leg, in metres. */
const LAST_HALT = 50;
const HALT_SECONDS: Range = [4, 25];
/** The driver's speed relative to the limit. */
const PACE: Range = [0.8, 1.04];

export interface Driver {
  /** Round trip: each leg begins where the one before ended. */
  readonly tour: readonly Leg[];
  /** How long each phase at rest lasts at the end of a leg, in seconds; 0: it is skipped. */
  readonly standing: (phase: Standing, leg: number, random: Random) => number;
}

/** Phases at the end of a leg: ignition on, off, and on again. */
const STANDING = ['unloading', 'parked', 'starting'] as const;
export type Standing = (typeof STANDING)[number];

/** `halting`: at a red light; `parked`: ignition off; otherwise it is on. */
export type Activity = 'driving' | 'halting' | Standing;

export interface DriveState {
  readonly activity: Activity;
  /** Seconds until the activity ends; driving ends with the leg. */
  readonly remaining: number;
  /** Index in the tour. */
  readonly leg: number;
  /** Metres on the leg. */
  readonly travelled: number;
  /** m/s. */
  readonly speed: number;
  /** Metres. */
  readonly odometer: number;
  readonly pace: number;
}

/** A state somewhere on the tour, while driving. */
export function startDriving({ tour }: Driver, random: Random): DriveState {
  const leg = floor(random() * tour.length);
  const travelled = legOf(tour, leg).length * between([0.05, 0.85], random);
  const pace = between(PACE, random);
  const speed = allowedSpeed(legOf(tour, leg), travelled) * pace;
  const odometer = round(between([5_000_000, 200_000_000], random));
  return { activity: 'driving', remaining: 0, leg, travelled, speed, odometer, pace };
}

/** Parked at the end of the tour, ignition off, for the given number of seconds. */
export function startParked({ tour }: Driver, seconds: number, random: Random): DriveState {
  const leg = tour.length - 1;
  const odometer = round(between([5_000_000, 200_000_000], random));
  const travelled = legOf(tour, leg).length;
  return { activity: 'parked', remaining: seconds, leg, travelled, speed: 0, odometer, pace: 1 };
}

/** Returns the state some seconds later; depends on its arguments alone. */
export function step(state: DriveState, seconds: number, driver: Driver, random: Random): DriveState {
  let now = state;
  for (const slice of slices(state, seconds, driver, random)) now = slice.state;
  return now;
}

export interface Slice {
  readonly seconds: number;
  /** At its end. */
  readonly state: DriveState;
}

/** Returns the states within some seconds, one for each step of the calculation. */
export function* slices(
  state: DriveState,
  seconds: number,
  driver: Driver,
  random: Random,
): Generator<Slice, void, undefined> {
  let left = seconds;
  let now = state;
  while (left > 0) {
    const moving = now.activity === 'driving' || now.speed > 0;
    const slice = min(left, moving ? LONGEST_STEP : max(now.remaining, LONGEST_STEP));
    now = moving ? move(now, slice, driver, random) : wait(now, slice, driver, random);
    left -= slice;
    yield { seconds: slice, state: now };
  }
}

export function legOf(tour: readonly Leg[], index: number): Leg {
  const leg = tour[index % tour.length];
  if (!leg) throw new Error('a tour has legs');
  return leg;
}

function move(state: DriveState, seconds: number, driver: Driver, random: Random): DriveState {
  const leg = legOf(driver.tour, state.leg);
  const wanted =
    state.activity === 'halting' ? 0 : max(CRAWL, allowedSpeed(leg, state.travelled) * state.pace);
  const speed = clamp(wanted, [
    state.speed - HARDEST_BRAKING * seconds,
    state.speed + ACCELERATION * seconds,
  ]);
  const metres = min(((state.speed + speed) / 2) * seconds, leg.length - state.travelled);
  const moved = { ...state, speed, travelled: state.travelled + metres, odometer: state.odometer + metres };
  if (moved.travelled >= leg.length) {
    return stand({ ...moved, speed: 0 }, STANDING, driver, random);
  }
  const halts = random() < HALTS_PER_SECOND * seconds && leg.length - moved.travelled > LAST_HALT;
  if (state.activity === 'driving' && halts) {
    return { ...moved, activity: 'halting', remaining: between(HALT_SECONDS, random) };
  }
  return moved;
}

function wait(state: DriveState, seconds: number, driver: Driver, random: Random): DriveState {
  const remaining = state.remaining - seconds;
  if (remaining > 0) return { ...state, remaining };
  if (state.activity === 'halting') return { ...state, activity: 'driving', remaining: 0 };
  const next = STANDING.slice(STANDING.findIndex((phase) => phase === state.activity) + 1);
  return stand(state, next, driver, random);
}

/** The first phase that takes time, or else the start of the next leg. */
function stand(state: DriveState, phases: readonly Standing[], driver: Driver, random: Random): DriveState {
  for (const activity of phases) {
    const remaining = driver.standing(activity, state.leg, random);
    if (remaining > 0) return { ...state, activity, remaining };
  }
  const leg = (state.leg + 1) % driver.tour.length;
  return { ...state, activity: 'driving', remaining: 0, leg, travelled: 0, pace: between(PACE, random) };
}

function clamp(value: number, [from, to]: Range): number {
  return min(to, max(from, value));
}
