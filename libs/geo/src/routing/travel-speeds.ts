import { ROAD_CLASSES, type RoadClass } from '../streets/street';

/** Average km/h of free-flowing traffic where no limit is mapped. */
const USUAL: Readonly<Record<RoadClass, number>> = {
  motorway: 95,
  motorway_link: 55,
  trunk: 75,
  trunk_link: 45,
  primary: 55,
  primary_link: 40,
  secondary: 48,
  secondary_link: 35,
  tertiary: 42,
  tertiary_link: 30,
  unclassified: 36,
  residential: 27,
  living_street: 12,
  service: 15,
  track: 12,
};
/** Average speed as a share of the limit: bends, crossings and traffic keep drivers below it, less so on bigger roads. */
const OF_LIMIT_ON_BIG_ROADS = 0.92;
const OF_LIMIT = 0.88;
const BIG_ROADS: ReadonlySet<RoadClass> = new Set(['motorway', 'trunk']);
/** Upper bound where a limit says little, because nobody could drive that fast. */
const NEVER_FASTER: Readonly<Partial<Record<RoadClass, number>>> = {
  service: 20,
  track: 20,
  living_street: 15,
};

/**
 * Returns the average driver's speed in metres a second.
 *
 * @param roadClass index in {@link ROAD_CLASSES}
 * @param speedLimit km/h; 0: not mapped
 */
export function travelSpeed(roadClass: number, speedLimit = 0): number {
  const name = ROAD_CLASSES[roadClass] ?? 'service';
  if (speedLimit === 0) return USUAL[name] / 3.6;
  const share = BIG_ROADS.has(name) ? OF_LIMIT_ON_BIG_ROADS : OF_LIMIT;
  return Math.min(speedLimit * share, NEVER_FASTER[name] ?? Infinity) / 3.6;
}

const SECONDS_TO_GIVE_WAY = 4;
const SECONDS_TO_CROSS = 1.5;
const LAST_BIG_CLASS = ROAD_CLASSES.indexOf('trunk_link');

/**
 * Returns the seconds lost at the end of a stretch of road.
 *
 * @param roadClass of the stretch, and `biggest` of the fastest road at the junction: indexes in {@link ROAD_CLASSES}
 * @param roads stretches of road that meet there
 */
export function junctionDelay(roadClass: number, biggest: number, roads: number): number {
  if (roads < 3 || roadClass <= LAST_BIG_CLASS) return 0;
  // A road and its links are neighbours in the list.
  return roadClass - biggest > 1 ? SECONDS_TO_GIVE_WAY : SECONDS_TO_CROSS;
}
