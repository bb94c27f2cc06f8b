import { metresBetween } from '../position/place';
import type { Stop, Trip } from './journey';
import {
  arrivalTime,
  departureTime,
  idle,
  isLong,
  metresFrom,
  moveStop,
  openStop,
  openTrip,
  ride,
  SHORTEST_STOP,
  stand,
  tellStop,
  tellTrip,
  widen,
  type JourneyState,
  type Moment,
  type OpenStop,
  type OpenTrip,
} from './journey-state';

/** Minimum length of a trip, metres: manoeuvring in a yard is not a trip. */
const SHORTEST_TRIP = 200;
/**
 * Minimum straight-line distance of a trip, metres, if speeds support it; otherwise its full length is required.
 */
const LEAST_DISPLACEMENT = 100;
/** A drive of this many metres is a trip even if it only circles, at least this far from its start. */
const CIRCLING = 4_000;
const CIRCLE = 60;
/** If no speed is known, what seems to move within this many metres of a standstill may be fixes that wander. */
const WANDERING = 30;
/** A halt that is this many metres from the one before is another. */
const WENT_ON = 40;
/** If a moving asset is silent for this many ms, its trip ends at its last known position. */
const LONGEST_SILENCE = 1_800_000;

export interface Followed {
  readonly state: JourneyState;
  /** Legs that the record started, changed or ended, each complete. */
  readonly changed: readonly (Trip | Stop)[];
}

/**
 * Derives trips and stops from an asset's records in order. A trip starts at departure and ends on arrival,
 * although both become certain only some time later: then the legs are published with their true times.
 */
export function followJourney(state: JourneyState | null, moment: Moment): Followed {
  if (!state) return begin(openStop(moment, moment), moment);
  const { trip } = state;
  return state.underWay === 'trip' && trip ? onTrip(state, trip, moment) : atStop(state, moment);
}

function begin(stop: OpenStop, moment: Moment): Followed {
  if (moment.status !== 'moving') return standing(stop, moment, isLong(stop, moment) ? [tellStop(stop)] : []);
  const trip = openTrip(moment, null, moment, moment);
  return { state: { last: moment, underWay: 'stop', stop: null, trip, elsewhere: null }, changed: [] };
}

function onTrip({ last, stop }: JourneyState, trip: OpenTrip, moment: Moment): Followed {
  if (last.status === 'moving' && moment.at - last.at >= LONGEST_SILENCE) return lose(trip, last, moment);
  if (moment.status !== 'moving') return slowDown(trip, stop, last, moment);
  return stop ? resume(trip, stop, last, moment) : driving(ride(trip, last, moment), null, moment, []);
}

/** Moves again after a halt. */
function resume(trip: OpenTrip, stop: OpenStop, last: Moment, moment: Moment): Followed {
  if (last.status !== 'moving' && departureTime(last, moment) - stop.start.at >= SHORTEST_STOP) {
    // How long it stood is known only now that it moves again.
    const left = atStop({ last, stop, trip: null, elsewhere: null }, moment);
    return { ...left, changed: [tellTrip(trip, stop), tellStop(stop), ...left.changed] };
  }
  if (mayWander(stop, moment)) return driving(ride(trip, last, moment), stop, moment, []);
  const halted = { ...trip, idlingMs: trip.idlingMs + stop.idlingMs };
  return driving(ride(halted, last, moment), null, moment, []);
}

function mayWander({ start }: OpenStop, moment: Moment): boolean {
  return moment.speed === null && moment.seen && metresBetween(start, moment) <= WANDERING;
}

function slowDown(trip: OpenTrip, halt: OpenStop | null, last: Moment, moment: Moment): Followed {
  const stop =
    halt && !hasGoneOn(halt, last, moment)
      ? stand(halt, last, moment)
      : openStop({ ...moment, at: Math.max(trip.start.at, arrivalTime(last, moment)) }, moment);
  if (moment.at - stop.start.at < SHORTEST_STOP) return driving(trip, stop, moment, []);
  return standing(stop, moment, [tellTrip(trip, stop), tellStop(stop)]);
}

/**
 * Returns whether it drove on unseen and halted again. Fixes without speeds may only wander, and a single one far away
 * may be wrong.
 */
function hasGoneOn(halt: OpenStop, last: Moment, moment: Moment): boolean {
  if (last.speed === null || moment.speed === null || !moment.seen) return false;
  const metres = metresBetween(last, moment);
  return metres > WENT_ON && metres < SHORTEST_TRIP && metresFrom(halt, moment) > WENT_ON;
}

/** Ends the trip after a long silence: what happened meanwhile is unknown. */
function lose(trip: OpenTrip, last: Moment, moment: Moment): Followed {
  const end = openStop(last, last);
  const stayed = moment.status !== 'moving' && metresBetween(last, moment) < SHORTEST_TRIP;
  const next = begin(stayed ? end : openStop(moment, moment), moment);
  return { ...next, changed: [tellTrip(trip, end), ...next.changed] };
}

type AtStop = Omit<JourneyState, 'underWay'>;

function atStop(state: AtStop, moment: Moment): Followed {
  const stays = moment.status !== 'moving';
  if (stays && state.stop && !state.trip) return standStill(state, state.stop, moment);
  const { stop, trip } = depart(state, moment);
  if (isTrip(trip, moment))
    return driving(trip, null, moment, stop ? tellLeft(stop, trip.start.at, state.last) : []);
  if (stays && moment.at - trip.start.at >= SHORTEST_STOP) return stay(stop, trip, moment);
  return { state: { last: moment, underWay: 'stop', stop, trip, elsewhere: null }, changed: [] };
}

/** A counter that runs by itself is not a trip, nor are fixes that wander around a place. */
function isTrip({ start, odometer, maxSpeed }: OpenTrip, moment: Moment): boolean {
  const displaced = metresBetween(start, moment);
  if (displaced >= SHORTEST_TRIP) return true;
  const driven = moment.odometer - odometer;
  const isWitnessed = maxSpeed !== null && displaced >= LEAST_DISPLACEMENT;
  return (isWitnessed && driven >= SHORTEST_TRIP) || (displaced >= CIRCLE && driven >= CIRCLING);
}

/** Splits the time into the stop and the trip that has begun since. */
function depart({ last, stop, trip }: AtStop, moment: Moment): { stop: OpenStop | null; trip: OpenTrip } {
  const wider = stop && widen(stop, metresFrom(stop, moment));
  if (trip) return { stop: wider, trip: ride(trip, last, moment) };
  const start =
    stop && moment.leftAt !== null
      ? { ...stop.start, at: Math.max(stop.start.at, moment.leftAt) }
      : { ...last, at: departureTime(last, moment) };
  return { stop: wider && idle(wider, last, moment), trip: openTrip(start, stop, last, moment) };
}

/** Continues standing, at the same place or elsewhere. */
function standStill(state: AtStop, stop: OpenStop, moment: Moment): Followed {
  const metres = metresFrom(stop, moment);
  if (stop.seen && metres > SHORTEST_TRIP) return standElsewhere(state, stop, moment);
  const told = isLong(stop, moment) && !isLong(stop, state.last) ? [tellStop(stop)] : [];
  return standing(widen(idle(stop, state.last, moment), metres), moment, told);
}

/** Moves the stop after a silence, or when a second record confirms it; a single record may be wrong. */
function standElsewhere({ last, elsewhere }: AtStop, stop: OpenStop, moment: Moment): Followed {
  const leftAt = elsewhere?.leftAt ?? last.at;
  const silent = moment.at - last.at >= LONGEST_SILENCE;
  const here = silent ? openStop(moment, moment) : moveStop(stop, moment);
  if (!elsewhere && !silent) {
    const state = {
      last: moment,
      underWay: 'stop',
      stop,
      trip: null,
      elsewhere: { stop: here, leftAt },
    } as const;
    return { state, changed: [] };
  }
  const same = elsewhere && metresBetween(elsewhere.stop.start, moment) <= SHORTEST_TRIP;
  const next = begin(same ? elsewhere.stop : here, moment);
  return { ...next, changed: [...tellLeft(stop, leftAt, last), ...next.changed] };
}

/** Returns the finished stop if it was long enough to count. */
function tellLeft(stop: OpenStop, endedAt: number, last: Moment): Stop[] {
  return isLong(stop, last) || isLong(stop, { at: endedAt }) ? [tellStop(stop, endedAt)] : [];
}

/** Continues the stop: the asset was only manoeuvring. */
function stay(stop: OpenStop | null, { start, idlingMs }: OpenTrip, moment: Moment): Followed {
  if (stop) return standing({ ...stop, idlingMs: stop.idlingMs + idlingMs }, moment, []);
  return begin({ ...openStop(start, moment), idlingMs }, moment);
}

function standing(stop: OpenStop, last: Moment, changed: Followed['changed']): Followed {
  return { state: { last, underWay: 'stop', stop, trip: null, elsewhere: null }, changed };
}

/** @param halt what may become a stop */
function driving(
  trip: OpenTrip,
  halt: OpenStop | null,
  last: Moment,
  changed: Followed['changed'],
): Followed {
  const state = { last, underWay: 'trip', trip, stop: halt, elsewhere: null } as const;
  return { state, changed: [...changed, tellTrip(trip, last)] };
}
