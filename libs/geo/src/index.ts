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
