import { distance } from '../geometry';
import { placeOn, type Leg } from '../leg';

/** Metres on a leg. */
export interface Tunnel {
  readonly from: number;
  readonly to: number;
}

const SHORTEST = 600;
const LONGEST = 1500;
/** Distance from the ends of a leg, where vehicles stand. */
const NEAREST_END = 200;
/** Tunnels are straight: least ratio of the distance as the crow flies to the distance driven. */
const STRAIGHT = 0.985;

/** Returns the longest straight stretch of a leg that takes a minute or more; undefined if there is none. */
export function tunnelOn(leg: Leg): Tunnel | undefined {
  const inside = leg.distances.filter((at) => at >= NEAREST_END && at <= leg.length - NEAREST_END);
  const stretches = inside.flatMap((from) =>
    inside.filter((to) => isTunnel(leg, { from, to })).map((to) => ({ from, to })),
  );
  return stretches.reduce<Tunnel | undefined>(
    (longest, one) => (longest && lengthOf(longest) >= lengthOf(one) ? longest : one),
    undefined,
  );
}

function isTunnel(leg: Leg, tunnel: Tunnel): boolean {
  const metres = lengthOf(tunnel);
  if (metres < SHORTEST || metres > LONGEST) return false;
  return distance(placeOn(leg, tunnel.from).point, placeOn(leg, tunnel.to).point) >= STRAIGHT * metres;
}

function lengthOf({ from, to }: Tunnel): number {
  return to - from;
}
