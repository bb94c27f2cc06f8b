import type { Address } from '../position/location-update';

/** A place and time at which a trip starts or ends. */
export interface Waypoint {
  /** Fix time, epoch ms. */
  readonly at: number;
  readonly lat: number;
  readonly lng: number;
  readonly address: Address | null;
}

/** A drive from one stop to the next. Its key is the asset and the start, which never change. */
export interface Trip {
  readonly kind: 'trip';
  readonly start: Waypoint;
  /** Current position, or the end of a finished trip. */
  readonly end: Waypoint;
  readonly over: boolean;
  readonly distanceKm: number;
  /** km/h; null if no speed was reported. */
  readonly maxSpeed: number | null;
  /** Seconds standing with the ignition on. */
  readonly idlingSeconds: number;
  /** Identifier of the driver as reported by the device; null if nobody was identified. */
  readonly driverId: string | null;
}

/** The time between two trips, or since the last one. Its key is the asset and the start, which never change. */
export interface Stop {
  readonly kind: 'stop';
  readonly start: Waypoint;
  /** Epoch ms; null while in progress. */
  readonly endedAt: number | null;
  /** Seconds with the ignition on. */
  readonly idlingSeconds: number;
}

/** A trip or stop that was published although, as late records show, it never happened. */
export interface Retraction {
  readonly kind: 'retraction';
  readonly of: 'trip' | 'stop';
  readonly start: Pick<Waypoint, 'at'>;
}

export type JourneyChange = Trip | Stop | Retraction;
