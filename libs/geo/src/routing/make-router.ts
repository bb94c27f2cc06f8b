import type { StreetNetwork } from '../streets/street-network';
import { FallbackRouter } from './router.fallback';
import { GreatCircleRouter } from './router.great-circle';
import { StreetRouter } from './router.streets';
import { ValhallaRouter } from './router.valhalla';
import type { Router } from './routing.ports';

/** The routing data and services of an installation. */
export interface RoutingMeans {
  readonly streets: StreetNetwork | null;
  /** URL of a Valhalla server; null keeps all positions within this installation. */
  readonly valhallaUrl: string | null;
}

/** Tries the own street network, then Valhalla, then the straight line, which never fails. */
export function makeRouter({ streets, valhallaUrl }: RoutingMeans): Router {
  return new FallbackRouter([
    ...(streets ? [new StreetRouter(streets)] : []),
    ...(valhallaUrl ? [new ValhallaRouter({ url: valhallaUrl })] : []),
    new GreatCircleRouter(),
  ]);
}
