const { PI, atan2, cos, hypot, round } = Math;
/** Longitude and latitude in degrees WGS 84. */
export type Point = readonly [lng: number, lat: number];

const METRES_PER_DEGREE = 111_195;

/** Distance in metres on a plane, which is accurate enough within a town. */
export function distance(a: Point, b: Point): number {
  return hypot(eastward(a, b), northward(a, b));
}

/** Degrees clockwise from north, 0–360. */
export function bearing(a: Point, b: Point): number {
  const degrees = (atan2(eastward(a, b), northward(a, b)) * 180) / PI;
  return (degrees + 360) % 360;
}

export function interpolate(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

type MaybePlace = Readonly<Record<'lat' | 'lng', number | null>>;

/** Moves a place by some metres; null stays null. */
export function moved(
  { lat, lng }: MaybePlace,
  { east, north }: Readonly<Record<'east' | 'north', number>>,
): MaybePlace {
  if (lat === null || lng === null) return { lat, lng };
  const shrunk = METRES_PER_DEGREE * cos((lat * PI) / 180);
  return { lat: asSent(lat + north / METRES_PER_DEGREE), lng: asSent(lng + east / shrunk) };
}

/** Rounds to the resolution of trackers. */
function asSent(degrees: number): number {
  return round(degrees * 1e7) / 1e7;
}

function eastward(a: Point, b: Point): number {
  return (b[0] - a[0]) * METRES_PER_DEGREE * cos((a[1] * PI) / 180);
}

function northward(a: Point, b: Point): number {
  return (b[1] - a[1]) * METRES_PER_DEGREE;
}
