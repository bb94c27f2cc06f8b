import type { Place } from '../position/place';
import { farthest, flatten, type FlatLine, type Stretch } from './flat-line';
import { MaxHeap } from './max-heap';

/** The part of a position that an overview of a track needs. */
export interface TrackPoint extends Place {
  /** Fix time, epoch ms; increases along a track. */
  readonly at: number;
  /** km/h; null: not reported. */
  readonly speed: number | null;
  /** Whether the asset moved. */
  readonly moving: boolean;
}

/**
 * Returns at most `maxPoints` (2 or more) points of a track, in order: both ends, the northernmost, southernmost,
 * easternmost and westernmost, the fastest, where each stop began (the longest first, up to half of all), and the
 * points that matter most to the line's shape.
 */
export function thinTrack<P extends TrackPoint>(track: readonly P[], maxPoints: number): P[] {
  if (track.length <= maxPoints) return [...track];
  const kept = landmarks(track, maxPoints);
  fillIn(flatten(track), kept, maxPoints);
  return [...kept].sort((a, b) => a - b).map((index) => track[index] as P);
}

/** Returns the indexes of the points that are always kept. */
function landmarks(track: readonly TrackPoint[], maxPoints: number): Set<number> {
  const kept = new Set([0, track.length - 1]);
  for (const [name, sign] of EXTREMES) if (kept.size < maxPoints) kept.add(indexOfMost(track, name, sign));
  const room = Math.min(maxPoints - kept.size, Math.floor(maxPoints / 2));
  for (const { from } of stopsOf(track).slice(0, Math.max(room, 0))) kept.add(from);
  return kept;
}

const EXTREMES = [
  ['lat', 1],
  ['lat', -1],
  ['lng', 1],
  ['lng', -1],
  ['speed', 1],
] as const;

/** Returns the index of the first of those whose value is the largest, or, with the sign -1, the smallest. */
function indexOfMost(track: readonly TrackPoint[], name: 'lat' | 'lng' | 'speed', sign: 1 | -1): number {
  let [best, most, index] = [0, -Infinity, 0];
  for (const point of track) {
    const value = sign * (point[name] ?? -1);
    if (value > most) [best, most] = [index, value];
    index += 1;
  }
  return best;
}

interface Stop {
  readonly from: number;
  /** Time until the asset moved again, ms. */
  readonly lasted: number;
}

/** The longest first. */
function stopsOf(track: readonly TrackPoint[]): Stop[] {
  const stops: Stop[] = [];
  let began: number | null = null;
  track.forEach(({ moving, at }, index) => {
    if (!moving) began ??= index;
    if (began === null || (!moving && index < track.length - 1)) return;
    stops.push({ from: began, lasted: at - (track[began]?.at ?? at) });
    began = null;
  });
  return stops.sort((a, b) => b.lasted - a.lasted);
}

interface Piece extends Stretch {
  readonly split: number;
  /** Square metres. */
  readonly missed: number;
}

/** Repeatedly adds the point farthest from the line through the kept points (Douglas and Peucker, best first). */
function fillIn(line: FlatLine, kept: Set<number>, maxPoints: number): void {
  const ends = [...kept].sort((a, b) => a - b);
  const pieces = new MaxHeap<Piece>(({ missed }) => missed);
  ends.slice(1).forEach((to, index) => addPiece(pieces, line, { from: ends[index] ?? 0, to }));
  while (kept.size < maxPoints) {
    const worst = pieces.pop();
    if (!worst) return;
    const { from, to, split } = worst;
    kept.add(split);
    addPiece(pieces, line, { from, to: split });
    addPiece(pieces, line, { from: split, to });
  }
}

/** Leaves out a stretch that the line follows exactly. */
function addPiece(pieces: MaxHeap<Piece>, line: FlatLine, { from, to }: Stretch): void {
  const split = farthest(line, { from, to }, 0);
  if (split) pieces.push({ from, to, split: split.index, missed: split.squared });
}
