export { PER_DEGREE } from './grid/geometry';
export {
  loadStreetData,
  loadStreetMap,
  STREETS_ATTRIBUTION,
  type LoadedStreetMap,
} from './map/load-street-map';
export { GEONAMES_ATTRIBUTION } from './towns/geonames';
export { StreetsError } from './source/streets-error';
export { gothenburgFile, gothenburgStreets } from './streets/gothenburg';
export { buildNetwork, type StreetNetwork } from './streets/street-network';
export type { RoadClass, Street } from './streets/street';
export { NoRoute, Router, RouterAway, type Route } from './routing/routing.ports';
export { StreetRouter } from './routing/router.streets';
export { makeRouter, type RoutingMeans } from './routing/make-router';
export { EtaEstimator, type Arrival, type RouteWanted, type TrackedPosition } from './eta/eta-estimator';
export { loadPlaceColumns } from './search/load-place-columns';
export { PlaceIndex, type FoundPlace, type PlaceSearch } from './search/place-index';
export { PlaceIndexBuilder, type IndexedPlace } from './search/place-index-builder';
export { PLACE_KINDS, type PlaceIndexColumns, type PlaceKind } from './search/place-columns';
export { MapTiles } from './tiles/map-tiles';
export { isTile, type TileAddress } from './tiles/tile';
