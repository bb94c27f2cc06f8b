import type { Place } from '@yipii/domain';
import { EXTENT, projectionOf, type Point, type TileAddress } from './tile';

/** A line or a ring on the whole earth's square, whose sides are 1. */
export interface Shape {
  /** x and y of one point after the other: as arrays they would be most of what the whole world's map takes. */
  readonly points: Float64Array;
  readonly min: Point;
  readonly max: Point;
}

type Degrees = readonly number[];

/** Units beyond the tile's edge, so that no outline shows along it. */
const EDGE = 64;
/** Units. Points that are closer to each other look like one. */
const CLOSE = 4;
/** Fine enough for the deepest tile. */
const WHOLE = 2 ** 14 * EXTENT;
const toUnits = projectionOf({ z: 14, x: 0, y: 0 });

/** On the whole earth's square, whose sides are 1. */
export function onEarth({ lng, lat }: Place): Point {
  const [x, y] = toUnits(lng, lat);
  return [x / WHOLE, y / WHOLE];
}

export function shapeOf(line: readonly Degrees[]): Shape {
  const points = line.map(([lng = 0, lat = 0]) => onEarth({ lng, lat }));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return {
    points: Float64Array.from(points.flat()),
    min: [Math.min(...xs), Math.min(...ys)],
    max: [Math.max(...xs), Math.max(...ys)],
  };
}

/** Returns the lines that touch the tile, in its units. */
export function linesIn(shapes: readonly Shape[], tile: TileAddress): Point[][] {
  return touching(shapes, tile)
    .map((shape) => toTile(shape, tile))
    .filter((line) => line.length > 1);
}

/** Returns the rings that touch the tile, cut at its edge, in its units; each ends where it begins. */
export function ringsIn(shapes: readonly Shape[], tile: TileAddress): Point[][] {
  return touching(shapes, tile)
    .map((shape) => clip(toTile(shape, tile)))
    .filter((ring) => ring.length > 2)
    .map((ring) => [...ring, ...ring.slice(0, 1)]);
}

function touching(shapes: readonly Shape[], { z, x, y }: TileAddress): Shape[] {
  const [side, edge] = [2 ** -z, (2 ** -z * EDGE) / EXTENT];
  const [west, north] = [x * side - edge, y * side - edge];
  const [east, south] = [(x + 1) * side + edge, (y + 1) * side + edge];
  return shapes.filter(
    ({ min, max }) => min[0] <= east && max[0] >= west && min[1] <= south && max[1] >= north,
  );
}

function toTile({ points }: Shape, { z, x, y }: TileAddress): Point[] {
  const scale = 2 ** z * EXTENT;
  const line: Point[] = [];
  let [beforeX, beforeY] = [Infinity, Infinity];
  for (let i = 0; i < points.length; i += 2) {
    const ux = Math.round((points[i] ?? 0) * scale - x * EXTENT);
    const uy = Math.round((points[i + 1] ?? 0) * scale - y * EXTENT);
    if (Math.abs(ux - beforeX) + Math.abs(uy - beforeY) < CLOSE) continue;
    line.push([ux, uy]);
    [beforeX, beforeY] = [ux, uy];
  }
  return line;
}

/** Sutherland and Hodgman: one side of the tile after the other. */
function clip(ring: Point[]): Point[] {
  const sides = [
    { axis: 0, sign: 1 },
    { axis: 0, sign: -1 },
    { axis: 1, sign: 1 },
    { axis: 1, sign: -1 },
  ] as const;
  return sides.reduce<Point[]>((left, side) => clipAt(left, side), ring);
}

function clipAt(ring: readonly Point[], { axis, sign }: { axis: 0 | 1; sign: 1 | -1 }): Point[] {
  const limit = sign > 0 ? EXTENT + EDGE : -EDGE;
  const isInside = (point: Point): boolean => (point[axis] - limit) * sign <= 0;
  const kept: Point[] = [];
  let before = ring.at(-1);
  for (const point of ring) {
    if (before && isInside(before) !== isInside(point)) kept.push(crossing(before, point, { axis, limit }));
    if (isInside(point)) kept.push(point);
    before = point;
  }
  return kept;
}

function crossing(a: Point, b: Point, { axis, limit }: { axis: 0 | 1; limit: number }): Point {
  const share = (limit - a[axis]) / (b[axis] - a[axis]);
  const other = axis === 0 ? 1 : 0;
  const at = Math.round(a[other] + (b[other] - a[other]) * share);
  return axis === 0 ? [limit, at] : [at, limit];
}
