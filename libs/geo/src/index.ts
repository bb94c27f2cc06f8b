export { buildNetwork, PER_DEGREE, type StreetNetwork } from './streets/street-network';
export { ROAD_CLASSES, type Direction, type RoadClass, type Street } from './streets/street';
export {
  NoRoute,
  Router,
  RouterAway,
  type Route,
  type RoutePoint,
  type RouteSource,
} from './routing/routing.ports';
export { StreetRouter } from './routing/router.streets';
export { makeRouter, type RoutingMeans } from './routing/make-router';
export { FallbackRouter } from './routing/router.fallback';
export { GreatCircleRouter } from './routing/router.great-circle';
export { ValhallaRouter, type ValhallaOptions } from './routing/router.valhalla';
export { EtaEstimator, type Arrival, type RouteWanted, type TrackedPosition } from './eta/eta-estimator';
