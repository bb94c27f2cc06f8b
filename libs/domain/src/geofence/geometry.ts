import { crossesItself } from './crosses-itself';

/** Longitude and latitude, degrees WGS 84. */
export type Position = readonly [lng: number, lat: number];

/** The GeoJSON geometry (RFC 7946) of a geofence: a circle's centre, a corridor's line, or an area with holes. */
export type GeofenceGeometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'LineString'; readonly coordinates: readonly Position[] }
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Position[])[] };

/** Maximum number of vertices of all rings together. */
export const MAX_VERTICES = 10_000;
const MAX_RINGS = 100;

/**
 * Returns why a value is not a valid geofence geometry, phrased to follow the value's name; null if it is valid.
 */
export function geometryProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'must be a GeoJSON geometry';
  const { type, coordinates, ...others } = value as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `has an unknown member ${unknown.slice(0, 40)}`;
  if (type === 'Point') return positionProblem(coordinates);
  if (type === 'LineString') return lineProblem(coordinates, 2);
  if (type === 'Polygon') return polygonProblem(coordinates);
  return 'must be of the type Point, LineString or Polygon';
}

function polygonProblem(rings: unknown): string | null {
  if (!Array.isArray(rings) || rings.length === 0 || rings.length > MAX_RINGS)
    return `must have 1 to ${MAX_RINGS} rings`;
  let vertices = 0;
  for (const ring of rings as unknown[]) {
    vertices += Array.isArray(ring) ? ring.length : 0;
    if (vertices > MAX_VERTICES) return TOO_MANY;
    const problem = lineProblem(ring, 4) ?? ringProblem(ring as Position[]);
    if (problem) return problem;
  }
  return crossesItself(rings as Position[][]) ? 'must not cross or touch itself' : null;
}

const TOO_MANY = `must have at most ${MAX_VERTICES} positions`;

function lineProblem(line: unknown, least: number): string | null {
  if (!Array.isArray(line) || line.length < least) return `must have at least ${least} positions in a row`;
  if (line.length > MAX_VERTICES) return TOO_MANY;
  for (const position of line as unknown[]) {
    const problem = positionProblem(position);
    if (problem) return problem;
  }
  return jumpsOver180(line as Position[]) ? 'must be split where it crosses the 180th meridian' : null;
}

function positionProblem(position: unknown): string | null {
  if (!Array.isArray(position) || position.length !== 2)
    return 'must have positions of [longitude, latitude]';
  const [lng, lat] = position as unknown[];
  return isWithin(lng, 180) && isWithin(lat, 90) ? null : 'has a longitude or latitude out of range';
}

function ringProblem(ring: readonly Position[]): string | null {
  const [first, last] = [ring[0], ring.at(-1)];
  return first?.[0] === last?.[0] && first?.[1] === last?.[1] ? null : 'must have closed rings';
}

function jumpsOver180(line: readonly Position[]): boolean {
  return line.some(([lng], index) => index > 0 && Math.abs(lng - (line[index - 1]?.[0] ?? lng)) > 180);
}

function isWithin(value: unknown, bound: number): boolean {
  return typeof value === 'number' && Math.abs(value) <= bound;
}
