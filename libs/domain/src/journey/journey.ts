import type { Address } from '../position/location-update';

/** Somewhere at some time: where a trip begins or ends. */
export interface Waypoint {
  /** Fix time, epoch ms. */
  readonly at: number;
  readonly lat: number;
  readonly lng: number;
  readonly address: Address | null;
}

/** A drive from one stop to the next. It is known by its asset and its start, which never change. */
export interface Trip {
  readonly kind: 'trip';
  readonly start: Waypoint;
  /** Where it has come to; of a trip that is over, where it ended. */
  readonly end: Waypoint;
  readonly over: boolean;
  readonly distanceKm: number;
  /** km/h; null: no speed was reported. */
  readonly maxSpeed: number | null;
  /** Seconds of standing with the ignition on in between. */
  readonly idlingSeconds: number;
  /** Identifier of who drove, as the device reported it; null: nobody was identified. */
  readonly driverId: string | null;
}

/** The time between two trips, or since the last. It is known by its asset and its start, which never change. */
export interface Stop {
  readonly kind: 'stop';
  readonly start: Waypoint;
  /** Epoch ms; null: it lasts. */
  readonly endedAt: number | null;
  /** Seconds with the ignition on. */
  readonly idlingSeconds: number;
}

/** A trip or stop that was told and, as late records show, never was. */
export interface Retraction {
  readonly kind: 'retraction';
  readonly of: 'trip' | 'stop';
  readonly start: Pick<Waypoint, 'at'>;
}

export type JourneyChange = Trip | Stop | Retraction;
