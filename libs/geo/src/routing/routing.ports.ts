import type { Place } from '@yipii/domain';

/** Source of a route: the own streets, a Valhalla server, or a guess from the straight line. */
export type RouteSource = 'streets' | 'valhalla' | 'great-circle';

/** A place on a route, with metres and seconds from the route's start. */
export interface RoutePoint extends Place {
  readonly metres: number;
  readonly seconds: number;
}

/** A car's route between two places, and an average driver's time without incidental stops. */
export interface Route {
  readonly source: RouteSource;
  readonly distanceKm: number;
  readonly seconds: number;
  /** From start to end, at least two points; metres and seconds never decrease. */
  readonly points: readonly RoutePoint[];
}

export abstract class Router {
  /**
   * The fastest way by car.
   *
   * @param heading the vehicle's heading at `from`, degrees clockwise from north; null if unknown or standing
   * @throws NoRoute if a place is off the map or there is no way between them
   * @throws RouterAway while the router is unavailable
   */
  abstract route(from: Place, to: Place, heading?: number | null): Promise<Route>;
}

/** This router knows no route between the two places. */
export class NoRoute extends Error {
  override readonly name = 'NoRoute';
}

/** The router is unavailable; a later attempt may succeed. */
export class RouterAway extends Error {
  override readonly name = 'RouterAway';
}
