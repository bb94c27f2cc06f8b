import { countedTime } from '../motion/motion';
import { metresBetween } from '../position/place';
import { travelTime } from '../position/travel';
import type { Stop, Trip, Waypoint } from './journey';

/** The state of an asset at one record. */
export interface Moment extends Waypoint {
  readonly status: 'moving' | 'idling' | 'stopped';
  /** Whether the position was observed in this record; otherwise it is the last known one. */
  readonly seen: boolean;
  /** km/h; null: unknown. */
  readonly speed: number | null;
  /** Odometer in metres from an arbitrary origin. */
  readonly odometer: number;
  /**
   * Epoch ms of the departure from the last stop, and of the present standstill, if either becomes known only now.
   */
  readonly leftAt: number | null;
  readonly arrivedAt: number | null;
  readonly driverId: string | null;
}

/** A leg that is still in progress. */
interface OpenLeg {
  readonly start: Waypoint;
  /** Odometer at its start, metres. */
  readonly odometer: number;
  readonly idlingMs: number;
}

export interface OpenStop extends OpenLeg {
  readonly seen: boolean;
  /** The farthest that the asset was from its start, metres. */
  readonly reach: number;
}

export interface OpenTrip extends OpenLeg {
  /** Metres driven at the stop before its start, which are part of its distance. */
  readonly manoeuvred: number;
  readonly maxSpeed: number | null;
  readonly driverId: string | null;
}

/**
 * Serialisable. One leg is in progress; the next may have begun but is not yet long or far enough to be certain.
 */
export interface JourneyState {
  readonly last: Moment;
  readonly underWay: 'trip' | 'stop';
  readonly trip: OpenTrip | null;
  /** Also null if the first record was taken while driving. */
  readonly stop: OpenStop | null;
  /** Position of the last record, far from the stop; a single record may be wrong. */
  readonly elsewhere: Elsewhere | null;
}

interface Elsewhere {
  readonly stop: OpenStop;
  /** Time of the last record at the previous stop, epoch ms. */
  readonly leftAt: number;
}

/** Standing for this many ms is a stop; traffic lights and short errands are not. */
export const SHORTEST_STOP = 180_000;

export function isLong({ start }: OpenStop, { at }: Pick<Waypoint, 'at'>): boolean {
  return at - start.at >= SHORTEST_STOP;
}

/** Returns the leg in progress as last published. */
export function tellUnderWay({ underWay, last, trip, stop }: JourneyState): Trip | Stop | null {
  if (underWay === 'trip') return trip && tellTrip(trip, last);
  return stop && isLong(stop, last) ? tellStop(stop) : null;
}

export function openStop(start: Waypoint, { odometer, seen }: Moment): OpenStop {
  return { start: waypoint(start), odometer, idlingMs: 0, seen, reach: 0 };
}

/** Opens the stop of an asset that crept on from another one. */
export function moveStop(stop: OpenStop, moment: Moment): OpenStop {
  const { odometer, reach } = widen(stop, metresFrom(stop, moment));
  const manoeuvred = Math.min(moment.odometer - odometer, THERE_AND_BACK * reach);
  return { ...openStop(moment, moment), odometer: moment.odometer - manoeuvred, reach };
}

/** Returns how far from its stop the asset was seen; 0 if it was not. */
export function metresFrom({ start }: OpenStop, moment: Moment): number {
  return moment.seen ? metresBetween(start, moment) : 0;
}

/** Extends a stop to where the asset is. */
export function widen(stop: OpenStop, metres: number): OpenStop {
  return metres > stop.reach ? { ...stop, reach: metres } : stop;
}

/**
 * What was driven at a stop and was no trip belongs to the next one, so that trips add up to the odometer. Fixes
 * that wander for hours get no farther.
 */
const THERE_AND_BACK = 2;

/**
 * @param start place and time of the departure
 * @param stop the stop that it leaves
 * @param last the previous record
 */
export function openTrip(start: Waypoint, stop: OpenStop | null, last: Moment, moment: Moment): OpenTrip {
  const { odometer } = last;
  const manoeuvred = stop ? Math.min(odometer - stop.odometer, THERE_AND_BACK * stop.reach) : 0;
  const trip = {
    start: waypoint(start),
    odometer,
    manoeuvred,
    idlingMs: 0,
    maxSpeed: null,
    driverId: null,
  };
  return ride(trip, last, moment);
}

/** Extends a stop by another record. Its position may become known only now. */
export function stand(stop: OpenStop, last: Moment, moment: Moment): OpenStop {
  const stood = idle(stop, last, moment);
  if (stop.seen || !moment.seen) return stood;
  const { odometer, seen } = moment;
  return { ...stood, start: waypoint({ ...moment, at: stop.start.at }), odometer, seen };
}

/** Extends a trip by another record. */
export function ride(trip: OpenTrip, last: Moment, moment: Moment): OpenTrip {
  const { speed, driverId } = moment;
  const fastest = speed === null ? trip.maxSpeed : Math.max(speed, trip.maxSpeed ?? 0);
  const { start, odometer, manoeuvred } = trip;
  const { idlingMs } = idle(trip, last, moment);
  return { start, odometer, manoeuvred, idlingMs, maxSpeed: fastest, driverId: driverId ?? trip.driverId };
}

/** Adds the idling time between two records. */
export function idle<Leg extends OpenLeg>(leg: Leg, last: Moment, { at }: Moment): Leg {
  if (last.status !== 'idling') return leg;
  return { ...leg, idlingMs: leg.idlingMs + countedTime(last.at, at) };
}

/** Returns the trip as published while in progress or, given the stop that follows, when finished. */
export function tellTrip(trip: OpenTrip, to: OpenLeg | Moment): Trip {
  const over = 'start' in to;
  return {
    kind: 'trip',
    start: trip.start,
    end: over ? to.start : waypoint(to),
    over,
    distanceKm: Math.round(to.odometer - trip.odometer + trip.manoeuvred) / 1000,
    maxSpeed: trip.maxSpeed,
    idlingSeconds: Math.round(trip.idlingMs / 1000),
    driverId: trip.driverId,
  };
}

export function tellStop({ start, idlingMs }: OpenStop, endedAt: number | null = null): Stop {
  return { kind: 'stop', start, endedAt, idlingSeconds: Math.round(idlingMs / 1000) };
}

/** Estimates the departure time, epoch ms: between two records, from the distance to the second. */
export function departureTime(last: Waypoint, moment: Moment): number {
  const travelled = moment.seen ? travelTime(moment.speed, metresBetween(last, moment)) : 0;
  return Math.max(last.at, moment.at - travelled);
}

/** Estimates the arrival time, epoch ms: between two records, from the distance from the first. */
export function arrivalTime(last: Moment, moment: Moment): number {
  if (moment.arrivedAt !== null) return moment.arrivedAt;
  return last.seen
    ? Math.min(moment.at, last.at + travelTime(last.speed, metresBetween(last, moment)))
    : moment.at;
}

function waypoint({ at, lat, lng, address }: Waypoint): Waypoint {
  return { at, lat, lng, address };
}
