/** Degrees WGS 84. */
export interface Place {
  readonly lat: number;
  readonly lng: number;
}

/** Mean radius (IUGG), metres. */
export const EARTH_RADIUS = 6_371_008.8;
const RADIANS = Math.PI / 180;
/** Of latitude. */
export const METRES_PER_DEGREE = EARTH_RADIUS * RADIANS;

/**
 * Returns metres along the great circle by the haversine formula, which is accurate for neighbours, antipodes and
 * across the antimeridian.
 */
export function metresBetween(a: Place, b: Place): number {
  const lat = Math.sin(((b.lat - a.lat) * RADIANS) / 2);
  const lng = Math.sin(((b.lng - a.lng) * RADIANS) / 2);
  const h = lat * lat + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * lng * lng;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}
