import type { MapFeature, Tags } from '../source/map-feature';
import { speedLimitOf } from './speed-limit-tag';
import { ROAD_CLASSES, type Direction, type RoadClass, type Street } from './street';

/** Access values that exclude the general public. */
const CLOSED = new Set(['no', 'private', 'agricultural', 'forestry', 'psv', 'bus', 'emergency', 'military']);
/** Most specific first: it overrides the others. */
const ACCESS_KEYS = ['motorcar', 'motor_vehicle', 'vehicle', 'access'] as const;
const ONE_WAY = new Set(['yes', 'true', '1']);
const ONE_WAY_BACK = new Set(['-1', 'reverse']);
const ROUND = new Set(['roundabout', 'circular']);

/** Returns the road that a way is, or null if motor vehicles in general may not use it. */
export function streetOf({ tags, points }: MapFeature): Street | null {
  const roadClass = tags.highway;
  if (!isRoadClass(roadClass) || tags.area === 'yes' || isClosed(tags) || points.length < 2) return null;
  return {
    points,
    // Motorways and country roads often have a number instead of a name.
    name: tags.name ?? tags.ref ?? null,
    roadClass,
    direction: directionOf(tags),
    speedLimit: speedLimitOf(tags),
  };
}

function isClosed(tags: Tags): boolean {
  const key = ACCESS_KEYS.find((name) => tags[name] !== undefined);
  return key !== undefined && CLOSED.has(tags[key] ?? '');
}

function directionOf({ oneway = '', junction = '', highway }: Tags): Direction {
  if (ONE_WAY_BACK.has(oneway)) return 'backward';
  const isImplied = ROUND.has(junction) || highway === 'motorway';
  return ONE_WAY.has(oneway) || (isImplied && oneway !== 'no') ? 'forward' : 'both';
}

export function isRoadClass(highway: string | undefined): highway is RoadClass {
  return (ROAD_CLASSES as readonly (string | undefined)[]).includes(highway);
}
