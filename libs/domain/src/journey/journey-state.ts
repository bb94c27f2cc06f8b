import { countedTime } from '../motion/motion';
import { metresBetween } from '../position/place';
import { travelTime } from '../position/travel';
import type { Stop, Trip, Waypoint } from './journey';

/** What a record says of its asset. */
export interface Moment extends Waypoint {
  readonly status: 'moving' | 'idling' | 'stopped';
  /** Whether it was seen there; else it is where it was last seen. */
  readonly seen: boolean;
  /** km/h; null: unknown. */
  readonly speed: number | null;
  /** Metres driven since somewhen. */
  readonly odometer: number;
  /** When it left the place where it stood, and since when it stands, if either only shows now, epoch ms. */
  readonly leftAt: number | null;
  readonly arrivedAt: number | null;
  readonly driverId: string | null;
}

/** A leg that is not over. */
interface OpenLeg {
  readonly start: Waypoint;
  /** Metres, where it began. */
  readonly odometer: number;
  readonly idlingMs: number;
}

export interface OpenStop extends OpenLeg {
  readonly seen: boolean;
}

export interface OpenTrip extends OpenLeg {
  readonly maxSpeed: number | null;
  readonly driverId: string | null;
}

/** Serialisable. One leg is under way; the other may have begun, but not for long, or far, enough to be sure. */
export interface JourneyState {
  readonly last: Moment;
  readonly underWay: 'trip' | 'stop';
  readonly trip: OpenTrip | null;
  /** Null also where its first record was of a drive. */
  readonly stop: OpenStop | null;
  /** Where it stands, by its last record, far from the stop: one record alone may be wrong. */
  readonly elsewhere: Elsewhere | null;
}

interface Elsewhere {
  readonly stop: OpenStop;
  /** Last record at the place of the stop before, epoch ms. */
  readonly leftAt: number;
}

/** ms: standing for so long is a stop; lights and short errands are not. */
export const SHORTEST_STOP = 180_000;

export function isLong({ start }: OpenStop, { at }: Pick<Waypoint, 'at'>): boolean {
  return at - start.at >= SHORTEST_STOP;
}

/** The leg that is under way, as it was last told. */
export function tellUnderWay({ underWay, last, trip, stop }: JourneyState): Trip | Stop | null {
  if (underWay === 'trip') return trip && tellTrip(trip, last);
  return stop && isLong(stop, last) ? tellStop(stop) : null;
}

export function openStop(start: Waypoint, { odometer, seen }: Moment): OpenStop {
  return { start: waypoint(start), odometer, idlingMs: 0, seen };
}

/**
 * @param start where and when it left
 * @param last the record before
 */
export function openTrip(start: Waypoint, last: Moment, moment: Moment): OpenTrip {
  const trip = {
    start: waypoint(start),
    odometer: last.odometer,
    idlingMs: 0,
    maxSpeed: null,
    driverId: null,
  };
  return ride(trip, last, moment);
}

/** A stop after another record of it; where it is may show only now. */
export function stand(stop: OpenStop, last: Moment, moment: Moment): OpenStop {
  const stood = idle(stop, last, moment);
  if (stop.seen || !moment.seen) return stood;
  const { odometer, seen } = moment;
  return { ...stood, start: waypoint({ ...moment, at: stop.start.at }), odometer, seen };
}

/** A trip after another record of it. */
export function ride(trip: OpenTrip, last: Moment, moment: Moment): OpenTrip {
  const { speed, driverId } = moment;
  const fastest = speed === null ? trip.maxSpeed : Math.max(speed, trip.maxSpeed ?? 0);
  return { ...idle(trip, last, moment), maxSpeed: fastest, driverId: driverId ?? trip.driverId };
}

/** Counts the time between two records in which it idled. */
export function idle<Leg extends OpenLeg>(leg: Leg, last: Moment, { at }: Moment): Leg {
  if (last.status !== 'idling') return leg;
  return { ...leg, idlingMs: leg.idlingMs + countedTime(last.at, at) };
}

/** As it is told while it lasts, or, with the stop that follows, when it is over. */
export function tellTrip(trip: OpenTrip, to: OpenLeg | Moment): Trip {
  const over = 'start' in to;
  return {
    kind: 'trip',
    start: trip.start,
    end: over ? to.start : waypoint(to),
    over,
    distanceKm: Math.round(to.odometer - trip.odometer) / 1000,
    maxSpeed: trip.maxSpeed,
    idlingSeconds: Math.round(trip.idlingMs / 1000),
    driverId: trip.driverId,
  };
}

export function tellStop({ start, idlingMs }: OpenStop, endedAt: number | null = null): Stop {
  return { kind: 'stop', start, endedAt, idlingSeconds: Math.round(idlingMs / 1000) };
}

/** When it left, epoch ms: between two records, by the way to the second. */
export function departureTime(last: Waypoint, moment: Moment): number {
  const travelled = moment.seen ? travelTime(moment.speed, metresBetween(last, moment)) : 0;
  return Math.max(last.at, moment.at - travelled);
}

/** When it arrived, epoch ms: between two records, by the way from the first. */
export function arrivalTime(last: Moment, moment: Moment): number {
  if (moment.arrivedAt !== null) return moment.arrivedAt;
  return last.seen
    ? Math.min(moment.at, last.at + travelTime(last.speed, metresBetween(last, moment)))
    : moment.at;
}

function waypoint({ at, lat, lng, address }: Waypoint): Waypoint {
  return { at, lat, lng, address };
}
