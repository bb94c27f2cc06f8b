import type { Place } from '../position/place';
import { farthest, flatten, type FlatLine, type Stretch } from './flat-line';

/**
 * Number of points processed together. It bounds the work for a hostile line and keeps at least one point per
 * window.
 */
const WINDOW = 512;

/**
 * Removes points that are nearly on the line (Douglas and Peucker, 1973): none was farther than `toleranceM` metres
 * from the result. Both ends are kept. Works across the antimeridian and for any number of points.
 */
export function simplifyLine<P extends Place>(line: readonly P[], toleranceM: number): P[] {
  const flat = flatten(line);
  const last = line.length - 1;
  const kept = line.slice(0, 1);
  for (let from = 0; from < last; from += WINDOW) {
    const ends = keptEnds(flat, { from, to: Math.min(from + WINDOW, last) }, toleranceM);
    for (const index of ends) kept.push(...line.slice(index, index + 1));
  }
  return kept;
}

/** Returns the ends, in order, of the straight segments into which a stretch is divided. */
function keptEnds(line: FlatLine, stretch: Stretch, toleranceM: number): number[] {
  const ends: number[] = [];
  const waiting = [stretch];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const split = farthest(line, next, toleranceM);
    if (split === null) ends.push(next.to);
    else waiting.push({ from: split.index, to: next.to }, { from: next.from, to: split.index });
  }
  return ends;
}
