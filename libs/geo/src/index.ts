export { buildNetwork, PER_DEGREE, type StreetNetwork } from './streets/street-network';
export { ROAD_CLASSES, type Direction, type RoadClass, type Street } from './streets/street';
