import type { Place } from '@yipii/domain';
import { NoRoute, Router, RouterAway, type Route } from './routing.ports';

/** Asks the routers in turn until one finds a route. */
export class FallbackRouter extends Router {
  /** @param routers best first */
  constructor(private readonly routers: readonly Router[]) {
    super();
  }

  /** @throws the last router's error; any error other than NoRoute and RouterAway at once */
  async route(from: Place, to: Place, heading: number | null = null): Promise<Route> {
    let failure: unknown = new NoRoute('nobody to ask');
    for (const router of this.routers) {
      try {
        return await router.route(from, to, heading);
      } catch (error) {
        if (!(error instanceof NoRoute || error instanceof RouterAway)) throw error;
        failure = error;
      }
    }
    throw failure;
  }
}
