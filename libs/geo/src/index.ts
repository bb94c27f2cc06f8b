export { PER_DEGREE } from './grid/geometry';
export {
  loadStreetMap,
  STREETS_ATTRIBUTION,
  type LoadedStreetMap,
  type StreetMapOptions,
} from './map/load-street-map';
export { StreetsError, type StreetsErrorCode } from './source/streets-error';
export { gothenburgFile, gothenburgStreets } from './streets/gothenburg';
export { buildNetwork, type StreetNetwork } from './streets/street-network';
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
