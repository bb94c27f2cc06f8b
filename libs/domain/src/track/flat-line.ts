import type { Place } from '../position/place';

const METRES_PER_DEGREE = 111_195;
const RADIANS = Math.PI / 180;

/** Coordinates of a line in typed arrays, because a search reads each many times. */
export interface FlatLine {
  /** Continues beyond 180 where the line crosses the antimeridian. */
  readonly lng: Float64Array;
  readonly lat: Float64Array;
}

/** Part of a line, from one point to a later one. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export function flatten(line: readonly Place[]): FlatLine {
  const flat = { lng: new Float64Array(line.length), lat: new Float64Array(line.length) };
  let turns = 0;
  let before = line[0]?.lng ?? 0;
  let index = 0;
  // Neither a callback nor `entries`: they leave objects behind for each of thousands of places.
  for (const { lng, lat } of line) {
    if (Math.abs(lng - before) > 180) turns += lng < before ? 1 : -1;
    before = lng;
    flat.lng[index] = lng + 360 * turns;
    flat.lat[index] = lat;
    index += 1;
  }
  return flat;
}

/** A point of a line and its squared distance in square metres from the straight line between two others. */
export interface Outlying {
  readonly index: number;
  readonly squared: number;
}

/**
 * Returns the point farthest from the straight line between the ends of a stretch, on a plane tangent to the earth
 * there; null if none is farther than the tolerance in metres.
 */
export function farthest(line: FlatLine, { from, to }: Stretch, toleranceM: number): Outlying | null {
  const [start, end] = [placeAt(line, from), placeAt(line, to)];
  const perDegreeEast = METRES_PER_DEGREE * Math.cos(((start.lat + end.lat) / 2) * RADIANS);
  const endX = (end.lng - start.lng) * perDegreeEast;
  const endY = (end.lat - start.lat) * METRES_PER_DEGREE;
  const endSquared = endX * endX + endY * endY || 1;
  let limit = toleranceM * toleranceM;
  let split: number | null = null;
  for (let index = from + 1; index < to; index += 1) {
    const { lng, lat } = placeAt(line, index);
    const x = (lng - start.lng) * perDegreeEast;
    const y = (lat - start.lat) * METRES_PER_DEGREE;
    const share = (x * endX + y * endY) / endSquared;
    const along = share < 0 ? 0 : share > 1 ? 1 : share;
    const [offX, offY] = [x - along * endX, y - along * endY];
    const squared = offX * offX + offY * offY;
    if (squared <= limit) continue;
    limit = squared;
    split = index;
  }
  return split === null ? null : { index: split, squared: limit };
}

function placeAt({ lng, lat }: FlatLine, index: number): Place {
  return { lng: lng[index] ?? 0, lat: lat[index] ?? 0 };
}
