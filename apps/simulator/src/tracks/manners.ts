import { makeLeg, type Leg } from '../leg';
import { moved, type Point } from '../geometry';
import type { Tour } from '../plan-tours';
import { between, type Random, type Range } from '../random';

export type Manner = 'car' | 'bus' | 'bicycle' | 'walk' | 'train' | 'motorway';

/** How something travels. */
interface Pace {
  /** km/h at most; streets may allow less. */
  readonly topKmh: number;
  /** Over the streets of a town, or over land, on a line without corners. */
  readonly way: 'streets' | 'line';
  /** Metres from stop to stop; null: only at the ends of the ways of a tour. */
  readonly stopEvery: Range | null;
  /** Seconds of a stop; none takes so long that it could as well be one of three minutes. */
  readonly stopFor: Range;
}

export const MANNERS: Readonly<Record<Manner, Pace>> = {
  car: { topKmh: 130, way: 'streets', stopEvery: null, stopFor: [240, 600] },
  bus: { topKmh: 60, way: 'streets', stopEvery: [250, 600], stopFor: [8, 60] },
  bicycle: { topKmh: 19, way: 'streets', stopEvery: null, stopFor: [20, 120] },
  walk: { topKmh: 5.4, way: 'streets', stopEvery: [300, 900], stopFor: [15, 120] },
  train: { topKmh: 140, way: 'line', stopEvery: [3_000, 9_000], stopFor: [40, 120] },
  motorway: { topKmh: 120, way: 'line', stopEvery: [15_000, 30_000], stopFor: [240, 900] },
};

/** Metres between two points of a line over land, and degrees that it turns there at most. */
const PIECE = 50;
const TURN = 4;
const LINE_PIECES = 800;
const LINE_FROM: Point = [11.97, 57.9];

/** The ways from stop to stop. */
export function waysOf({ way, topKmh, stopEvery }: Pace, tour: Tour, random: Random): Leg[] {
  const legs = way === 'line' ? thereAndBack(lineOverLand(random)) : tour;
  const slower = legs.map(({ points, limits }) => ({
    points,
    limits: limits.map((metresPerSecond) => Math.min(metresPerSecond * 3.6, topKmh)),
  }));
  return slower.flatMap(({ points, limits }) => cut(points, limits, stopEvery, random));
}

function thereAndBack(points: readonly Point[]): Leg[] {
  const limits = points.slice(1).map(() => Infinity);
  return [makeLeg(points, limits), makeLeg(points.toReversed(), limits)];
}

function lineOverLand(random: Random): Point[] {
  const points: Point[] = [LINE_FROM];
  let [heading, bend] = [0, 0];
  for (let i = 0; i < LINE_PIECES; i += 1) {
    bend = bend * 0.9 + between([-1, 1], random) * 0.1 * TURN;
    heading += (bend * Math.PI) / 180;
    const [lng, lat] = points[i] ?? LINE_FROM;
    const next = moved({ lat, lng }, { east: PIECE * Math.sin(heading), north: PIECE * Math.cos(heading) });
    points.push([next.lng ?? lng, next.lat ?? lat]);
  }
  return points;
}

/** At the points next to where a stop is due. */
function cut(
  points: readonly Point[],
  limits: readonly number[],
  stopEvery: Range | null,
  random: Random,
): Leg[] {
  const whole = makeLeg(points, limits);
  if (!stopEvery) return [whole];
  const legs: Leg[] = [];
  let from = 0;
  let due = between(stopEvery, random);
  for (let i = 1; i < points.length; i += 1) {
    const isLast = i === points.length - 1;
    if (!isLast && (whole.distances[i] ?? 0) - (whole.distances[from] ?? 0) < due) continue;
    legs.push(makeLeg(points.slice(from, i + 1), limits.slice(from, i)));
    from = i;
    due = between(stopEvery, random);
  }
  return legs;
}
