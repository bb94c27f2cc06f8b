import type { Place } from '@yipii/domain';
import { NoRoute, Router, RouterAway, type Route } from './routing.ports';

/** Asks one router after the other until one knows a way. */
export class FallbackRouter extends Router {
  /** @param routers the best first */
  constructor(private readonly routers: readonly Router[]) {
    super();
  }

  /** @throws what the last of them throws; anything but NoRoute and RouterAway at once */
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
