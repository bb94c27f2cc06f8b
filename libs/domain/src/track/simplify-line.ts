import type { Place } from '../position/place';

/** Points that are looked at together: bounds the work on a hostile line, and keeps a point each. */
const WINDOW = 512;
const METRES_PER_DEGREE = 111_195;
const RADIANS = Math.PI / 180;

/**
 * Leaves out points of a line that are nearly on it (Douglas and Peucker, 1973): none of them was farther than
 * `toleranceM` metres from what is left. Both ends are kept. Right over the antimeridian, and for any number of
 * points.
 */
export function simplifyLine<P extends Place>(line: readonly P[], toleranceM: number): P[] {
  const degrees = unrolled(line);
  const last = line.length - 1;
  const kept = line.slice(0, 1);
  for (let from = 0; from < last; from += WINDOW) {
    const ends = keptEnds(degrees, { from, to: Math.min(from + WINDOW, last) }, toleranceM);
    for (const index of ends) kept.push(...line.slice(index, index + 1));
  }
  return kept;
}

/** Coordinates of a line in typed arrays: the search reads each many times. */
interface Degrees {
  /** Goes on beyond 180 where the line crosses the antimeridian. */
  readonly lng: Float64Array;
  readonly lat: Float64Array;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function unrolled(line: readonly Place[]): Degrees {
  let turns = 0;
  let before = line[0]?.lng ?? 0;
  const lng = Float64Array.from(line, (place) => {
    if (Math.abs(place.lng - before) > 180) turns += place.lng < before ? 1 : -1;
    before = place.lng;
    return place.lng + 360 * turns;
  });
  return { lng, lat: Float64Array.from(line, ({ lat }) => lat) };
}

/** Ends, in their order, of the straight pieces that a stretch is divided into. */
function keptEnds(degrees: Degrees, stretch: Stretch, toleranceM: number): number[] {
  const ends: number[] = [];
  const waiting = [stretch];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const split = farthest(degrees, next, toleranceM);
    if (split === null) ends.push(next.to);
    else waiting.push({ from: split, to: next.to }, { from: next.from, to: split });
  }
  return ends;
}

/**
 * The point that is farthest from the straight between the ends, in metres on a plane that touches the earth
 * there; null: none is farther than the tolerance.
 */
function farthest(degrees: Degrees, { from, to }: Stretch, toleranceM: number): number | null {
  const [start, end] = [placeAt(degrees, from), placeAt(degrees, to)];
  const perDegreeEast = METRES_PER_DEGREE * Math.cos(((start.lat + end.lat) / 2) * RADIANS);
  const endX = (end.lng - start.lng) * perDegreeEast;
  const endY = (end.lat - start.lat) * METRES_PER_DEGREE;
  let limit = toleranceM * toleranceM;
  let split: number | null = null;
  for (let index = from + 1; index < to; index += 1) {
    const { lng, lat } = placeAt(degrees, index);
    const x = (lng - start.lng) * perDegreeEast;
    const y = (lat - start.lat) * METRES_PER_DEGREE;
    const squared = squaredDistance(x, y, endX, endY);
    if (squared <= limit) continue;
    limit = squared;
    split = index;
  }
  return split;
}

function placeAt({ lng, lat }: Degrees, index: number): Place {
  return { lng: lng[index] ?? 0, lat: lat[index] ?? 0 };
}

/** Of a point from the straight between the origin and an end. */
function squaredDistance(x: number, y: number, endX: number, endY: number): number {
  const share = (x * endX + y * endY) / (endX * endX + endY * endY || 1);
  const along = share < 0 ? 0 : share > 1 ? 1 : share;
  const offX = x - along * endX;
  const offY = y - along * endY;
  return offX * offX + offY * offY;
}
