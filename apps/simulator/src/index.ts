export { type Cadence } from './cadence';
export { ALL_DISTURBANCES, NO_DISTURBANCES, type DayDisturbances } from './day/disturbances';
export { type Equipment } from './day/equipment';
export { simulateDay, type DayOptions, type DayVehicle, type FleetDay } from './day/simulate-day';
export { startFleet, type Fleet, type FleetOptions } from './fleet';
export { type Summary } from './statistics';
export { type StatusChange, type VehicleTruth } from './truth/vehicle-truth';
export { streetLines, type RoadClass, type StreetLines } from './streets';
export { seededRandom } from './random';
