import type { StreetNetwork } from '../streets/street-network';
import { FallbackRouter } from './router.fallback';
import { GreatCircleRouter } from './router.great-circle';
import { StreetRouter } from './router.streets';
import { ValhallaRouter } from './router.valhalla';
import type { Router } from './routing.ports';

/** What an installation has to find routes with. */
export interface RoutingMeans {
  readonly streets: StreetNetwork | null;
  /** Of a Valhalla server; null: no position leaves this installation. */
  readonly valhallaUrl: string | null;
}

/** Own streets, then Valhalla, then the straight line, which always knows a way. */
export function makeRouter({ streets, valhallaUrl }: RoutingMeans): Router {
  return new FallbackRouter([
    ...(streets ? [new StreetRouter(streets)] : []),
    ...(valhallaUrl ? [new ValhallaRouter({ url: valhallaUrl })] : []),
    new GreatCircleRouter(),
  ]);
}
