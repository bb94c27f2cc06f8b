import { gothenburgStreets, STREETS_ATTRIBUTION, type Street as MappedStreet } from '@yipii/geo';
import type { Feature, FeatureCollection, LineString } from 'geojson';

/** Central Gothenburg: west, south, east, north. */
const BOUNDS = [11.9, 57.67, 12.03, 57.74] as const;

/** Default speed limits, km/h. */
const SPEED_OF_CLASS = {
  motorway: 80,
  motorway_link: 60,
  trunk: 70,
  trunk_link: 50,
  primary: 60,
  primary_link: 50,
  secondary: 50,
  secondary_link: 40,
  tertiary: 50,
  tertiary_link: 40,
  unclassified: 40,
  residential: 30,
  living_street: 15,
} as const;

export type RoadClass = keyof typeof SPEED_OF_CLASS;
/** Residential streets are on the map, but not in the routing network: routes are found three times as fast without. */
const NOT_DRIVEN: ReadonlySet<string> = new Set(['residential', 'living_street']);

export interface Street {
  readonly roadClass: RoadClass;
  /** km/h. */
  readonly speed: number;
  readonly direction: 'both' | 'forward' | 'backward';
}

export interface StreetLines {
  readonly attribution: string;
  /** West, south, east, north. */
  readonly bounds: readonly [number, number, number, number];
  readonly lines: readonly {
    readonly roadClass: RoadClass;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

/** The streets of the town centre for drawing, with coordinates rounded to a metre. */
export function streetLines(): StreetLines {
  const lines = loadStreets().map(({ properties, geometry }) => ({
    roadClass: properties.roadClass,
    points: geometry.coordinates.map(([lng = 0, lat = 0]) => [round(lng), round(lat)] as const),
  }));
  return { attribution: STREETS_ATTRIBUTION, bounds: BOUNDS, lines };
}

/** The streets that vehicles drive on. */
export function drivenStreets(): FeatureCollection<LineString, Street> {
  return {
    type: 'FeatureCollection',
    features: loadStreets().filter(({ properties }) => !NOT_DRIVEN.has(properties.roadClass)),
  };
}

let loaded: Feature<LineString, Street>[] | undefined;

/** Read once, then cached. */
function loadStreets(): Feature<LineString, Street>[] {
  loaded ??= gothenburgStreets().flatMap(toFeature);
  return loaded;
}

function toFeature({
  points,
  roadClass,
  direction,
  speedLimit,
}: MappedStreet): Feature<LineString, Street>[] {
  if (!isRoadClass(roadClass) || !points.every(isInside)) return [];
  const speed = speedLimit ?? SPEED_OF_CLASS[roadClass];
  const geometry: LineString = { type: 'LineString', coordinates: points.map((point) => [...point]) };
  return [{ type: 'Feature', geometry, properties: { roadClass, speed, direction } }];
}

function isRoadClass(roadClass: string): roadClass is RoadClass {
  return Object.hasOwn(SPEED_OF_CLASS, roadClass);
}

function isInside([lng = 0, lat = 0]: readonly number[]): boolean {
  const [west, south, east, north] = BOUNDS;
  return lng >= west && lng <= east && lat >= south && lat <= north;
}

function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}
