import { bearing, distance, interpolate, type Point } from './geometry';

const { abs, max, min, sqrt } = Math;

/** m/s²: comfortable braking before a bend. */
const BRAKING = 1.8;

/** The route from one stop to the next. Distances are in metres from its start, speeds in m/s. */
export interface Leg {
  readonly points: readonly Point[];
  /** Distance of each point from the start. */
  readonly distances: readonly number[];
  /** Speed limit from each point to the next. */
  readonly limits: readonly number[];
  /** Degrees clockwise from north from each point to the next. */
  readonly headings: readonly number[];
  /** Highest speed at each point that still allows for the bends ahead and for a stop at the end. */
  readonly passing: readonly number[];
  readonly length: number;
}

/** @param limits km/h from each point to the next */
export function makeLeg(points: readonly Point[], limits: readonly number[]): Leg {
  const distances = [0];
  for (let i = 1; i < points.length; i++) {
    distances.push(at(distances, i - 1) + distance(pointAt(points, i - 1), pointAt(points, i)));
  }
  const headings = points.slice(1).map((point, i) => bearing(pointAt(points, i), point));
  const passing = points.map((_, i) => bendSpeed(headings, i));
  for (let i = points.length - 2; i >= 0; i--) {
    passing[i] = min(at(passing, i), reachable(at(passing, i + 1), at(distances, i + 1) - at(distances, i)));
  }
  return {
    points,
    distances,
    limits: limits.map((kmh) => kmh / 3.6),
    headings,
    passing,
    length: distances.at(-1) ?? 0,
  };
}

export function allowedSpeed(leg: Leg, travelled: number): number {
  const i = segmentAt(leg, travelled);
  return min(at(leg.limits, i), reachable(at(leg.passing, i + 1), at(leg.distances, i + 1) - travelled));
}

export function placeOn(leg: Leg, travelled: number): { point: Point; heading: number } {
  const i = segmentAt(leg, travelled);
  const [from, to] = [pointAt(leg.points, i), pointAt(leg.points, i + 1)];
  const length = at(leg.distances, i + 1) - at(leg.distances, i);
  const share = length > 0 ? min(1, (travelled - at(leg.distances, i)) / length) : 0;
  return { point: interpolate(from, to, share), heading: at(leg.headings, i) };
}

export function headingOn(leg: Leg, travelled: number): number {
  return at(leg.headings, segmentAt(leg, travelled));
}

/** Returns the speed from which a vehicle can brake to `speed` within the given distance. */
function reachable(speed: number, metres: number): number {
  return sqrt(speed * speed + 2 * BRAKING * max(0, metres));
}

function bendSpeed(headings: readonly number[], i: number): number {
  if (i === headings.length) return 0;
  if (i === 0) return Infinity;
  const turn = abs(((at(headings, i) - at(headings, i - 1) + 540) % 360) - 180);
  return turn < 15 ? Infinity : max(2.5, 20 * (1 - turn / 110));
}

function segmentAt({ distances }: Leg, travelled: number): number {
  let low = 0;
  let high = distances.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(distances, middle) <= travelled) low = middle;
    else high = middle - 1;
  }
  return low;
}

function at(values: readonly number[], i: number): number {
  return values[i] ?? 0;
}

function pointAt(points: readonly Point[], i: number): Point {
  return points[i] ?? [0, 0];
}
