export { type Cadence } from './cadence';
export { startFleet, type Fleet, type FleetOptions } from './fleet';
export { type Summary } from './statistics';
export { streetLines, type RoadClass, type StreetLines } from './streets';
