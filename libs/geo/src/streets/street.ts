/** OpenStreetMap's road classes for motor vehicles, fastest first. */
export const ROAD_CLASSES = [
  'motorway',
  'motorway_link',
  'trunk',
  'trunk_link',
  'primary',
  'primary_link',
  'secondary',
  'secondary_link',
  'tertiary',
  'tertiary_link',
  'unclassified',
  'residential',
  'living_street',
  'service',
  'track',
] as const;
export type RoadClass = (typeof ROAD_CLASSES)[number];

/** `forward` and `backward` refer to the order of the points. */
export type Direction = 'both' | 'forward' | 'backward';

/** A stretch of road on the map. */
export interface Street {
  /** Longitude, latitude in degrees WGS 84. A point that two streets share is a junction. */
  readonly points: readonly (readonly [lng: number, lat: number])[];
  readonly name: string | null;
  readonly roadClass: RoadClass;
  readonly direction: Direction;
  /** km/h as signposted; null: not mapped. */
  readonly speedLimit: number | null;
}
