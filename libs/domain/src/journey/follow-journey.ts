import { metresBetween } from '../position/place';
import type { Stop, Trip } from './journey';
import {
  arrivalTime,
  departureTime,
  idle,
  isLong,
  openStop,
  openTrip,
  ride,
  SHORTEST_STOP,
  stand,
  tellStop,
  tellTrip,
  type JourneyState,
  type Moment,
  type OpenStop,
  type OpenTrip,
} from './journey-state';

/** Metres: manoeuvring in a yard is no trip. */
const SHORTEST_TRIP = 200;
/** Metres as the crow flies that a trip leads away at least if speeds speak for it; else all of its length. */
const LEAST_DISPLACEMENT = 100;
/** ms: what was not heard of for so long while driving has ended its trip where it was last seen. */
const LONGEST_SILENCE = 1_800_000;

export interface Followed {
  readonly state: JourneyState;
  /** Legs that the record began, changed or ended, each as a whole. */
  readonly changed: readonly (Trip | Stop)[];
}

/**
 * Trips and stops, from the records of an asset in their order. A trip begins at departure and ends on
 * arrival, although either is only certain some time later: the legs are told then, with their true times.
 */
export function followJourney(state: JourneyState | null, moment: Moment): Followed {
  if (!state) return begin(openStop(moment, moment), moment);
  const { trip } = state;
  return state.underWay === 'trip' && trip ? onTrip(state, trip, moment) : atStop(state, moment);
}

function begin(stop: OpenStop, moment: Moment): Followed {
  if (moment.status !== 'moving') return standing(stop, moment, isLong(stop, moment) ? [tellStop(stop)] : []);
  const trip = openTrip(moment, moment, moment);
  return { state: { last: moment, underWay: 'stop', stop: null, trip, elsewhere: null }, changed: [] };
}

function onTrip({ last, stop }: JourneyState, trip: OpenTrip, moment: Moment): Followed {
  if (last.status === 'moving' && moment.at - last.at >= LONGEST_SILENCE) return lose(trip, last, moment);
  if (moment.status !== 'moving') return slowDown(trip, stop, last, moment);
  if (stop && departureTime(last, moment) - stop.start.at >= SHORTEST_STOP) {
    // Only now that it moves again it shows how long it stood.
    const left = atStop({ last, stop, trip: null, elsewhere: null }, moment);
    return { ...left, changed: [tellTrip(trip, stop), tellStop(stop), ...left.changed] };
  }
  const halted = { ...trip, idlingMs: trip.idlingMs + (stop?.idlingMs ?? 0) };
  return driving(ride(halted, last, moment), null, moment, []);
}

function slowDown(trip: OpenTrip, halt: OpenStop | null, last: Moment, moment: Moment): Followed {
  const stop = halt
    ? stand(halt, last, moment)
    : openStop({ ...moment, at: Math.max(trip.start.at, arrivalTime(last, moment)) }, moment);
  if (moment.at - stop.start.at < SHORTEST_STOP) return driving(trip, stop, moment, []);
  return standing(stop, moment, [tellTrip(trip, stop), tellStop(stop)]);
}

/** It was not heard of for long: nobody knows what it did meanwhile. */
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

/** Neither a counter that runs on its own nor fixes that wander about a place make a trip. */
function isTrip({ start, odometer, maxSpeed }: OpenTrip, moment: Moment): boolean {
  const displaced = metresBetween(start, moment);
  if (displaced >= SHORTEST_TRIP) return true;
  const isWitnessed = maxSpeed !== null && displaced >= LEAST_DISPLACEMENT;
  return isWitnessed && moment.odometer - odometer >= SHORTEST_TRIP;
}

/** What it stood, and what it has driven since. */
function depart({ last, stop, trip }: AtStop, moment: Moment): { stop: OpenStop | null; trip: OpenTrip } {
  if (trip) return { stop, trip: ride(trip, last, moment) };
  const start =
    stop && moment.leftAt !== null
      ? { ...stop.start, at: Math.max(stop.start.at, moment.leftAt) }
      : { ...last, at: departureTime(last, moment) };
  return { stop: stop && idle(stop, last, moment), trip: openTrip(start, last, moment) };
}

/** It stands, where it stood before or elsewhere. */
function standStill(state: AtStop, stop: OpenStop, moment: Moment): Followed {
  const isFar = moment.seen && stop.seen && metresBetween(stop.start, moment) > SHORTEST_TRIP;
  if (isFar) return standElsewhere(state, stop, moment);
  const told = isLong(stop, moment) && !isLong(stop, state.last) ? [tellStop(stop)] : [];
  return standing(idle(stop, state.last, moment), moment, told);
}

/** After a silence, or in a second record, it has left its stop; one record alone may be wrong. */
function standElsewhere({ last, elsewhere }: AtStop, stop: OpenStop, moment: Moment): Followed {
  const leftAt = elsewhere?.leftAt ?? last.at;
  const here = openStop(moment, moment);
  if (!elsewhere && moment.at - last.at < LONGEST_SILENCE) {
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

/** A stop that is over, if it was one. */
function tellLeft(stop: OpenStop, endedAt: number, last: Moment): Stop[] {
  return isLong(stop, last) || isLong(stop, { at: endedAt }) ? [tellStop(stop, endedAt)] : [];
}

/** It only manoeuvred. */
function stay(stop: OpenStop | null, { start, idlingMs }: OpenTrip, moment: Moment): Followed {
  if (stop) return standing({ ...stop, idlingMs: stop.idlingMs + idlingMs }, moment, []);
  return begin({ ...openStop(start, moment), idlingMs }, moment);
}

function standing(stop: OpenStop, last: Moment, changed: Followed['changed']): Followed {
  return { state: { last, underWay: 'stop', stop, trip: null, elsewhere: null }, changed };
}

/** @param halt it may be a stop */
function driving(
  trip: OpenTrip,
  halt: OpenStop | null,
  last: Moment,
  changed: Followed['changed'],
): Followed {
  const state = { last, underWay: 'trip', trip, stop: halt, elsewhere: null } as const;
  return { state, changed: [...changed, tellTrip(trip, last)] };
}
