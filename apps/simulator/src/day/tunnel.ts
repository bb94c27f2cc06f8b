import { distance } from '../geometry';
import type { Leg } from '../leg';

/** Metres on a leg. */
export interface Tunnel {
  readonly from: number;
  readonly to: number;
}

const SHORTEST = 600;
const LONGEST = 1500;
/** From the ends of a leg, where vehicles stand. */
const NEAREST_END = 200;
/** Nobody digs in bends: the way as the crow flies, as a share of the way. */
const STRAIGHT = 0.985;

/** The longest straight stretch of a leg, of a minute or more; undefined where the streets are too crooked. */
export function tunnelOn({ points, distances, length }: Leg): Tunnel | undefined {
  let longest: Tunnel | undefined;
  for (const [i, from] of distances.entries()) {
    if (from < NEAREST_END) continue;
    for (let j = i + 1; j < distances.length; j++) {
      const to = distances[j] ?? from;
      if (to - from > LONGEST || to > length - NEAREST_END) break;
      if (to - from <= (longest ? longest.to - longest.from : SHORTEST)) continue;
      const [a, b] = [points[i], points[j]];
      if (a && b && distance(a, b) >= STRAIGHT * (to - from)) longest = { from, to };
    }
  }
  return longest;
}
