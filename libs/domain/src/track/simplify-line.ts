import type { Place } from '../position/place';
import { farthest, flatten, type FlatLine, type Stretch } from './flat-line';

/** Points that are looked at together: bounds the work on a hostile line, and keeps a point each. */
const WINDOW = 512;

/**
 * Leaves out points of a line that are nearly on it (Douglas and Peucker, 1973): none of them was farther than
 * `toleranceM` metres from what is left. Both ends are kept. Right over the antimeridian, and for any number of
 * points.
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

/** Ends, in their order, of the straight pieces that a stretch is divided into. */
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
