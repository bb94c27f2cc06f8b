import type { Place } from '@yipii/domain';

/** Who found a route: our own streets, a Valhalla server, or nobody (as the crow flies, made longer). */
export type RouteSource = 'streets' | 'valhalla' | 'great-circle';

/** A place on a route with what it takes to get there from the route's start. */
export interface RoutePoint extends Place {
  readonly metres: number;
  readonly seconds: number;
}

/** The way of a car from one place to another, and how long an average driver takes without stops by chance. */
export interface Route {
  readonly source: RouteSource;
  readonly distanceKm: number;
  readonly seconds: number;
  /** From the start to the end, at least these two; metres and seconds never fall. */
  readonly points: readonly RoutePoint[];
}

export abstract class Router {
  /**
   * The fastest way by car.
   *
   * @param heading where the vehicle drives at `from`, degrees clockwise from north; null: unknown, or it stands
   * @throws NoRoute where none is known: one place is off the map, or there is no way between them
   * @throws RouterAway while it can't answer at all
   */
  abstract route(from: Place, to: Place, heading?: number | null): Promise<Route>;
}

/** There is no way between the two places, as far as this router knows. */
export class NoRoute extends Error {
  override readonly name = 'NoRoute';
}

/** The router does not answer, or not with routes; asking again later may help. */
export class RouterAway extends Error {
  override readonly name = 'RouterAway';
}
