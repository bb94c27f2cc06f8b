import { ROAD_CLASSES, type Direction, type Street } from './street';

/** Degrees are kept as whole numbers of 1e-7, OpenStreetMap's own precision (a centimetre). */
export const PER_DEGREE = 1e7;

/**
 * The streets of a region as flat arrays, so that those of a country fit into memory, and onto disk as they
 * are. Nodes are places, each once; way `w` leads over the nodes `wayNodes[wayStarts[w]]` up to, but not
 * including, `wayNodes[wayStarts[w + 1]]`.
 */
export interface StreetNetwork {
  /** Of each node, degrees × {@link PER_DEGREE}. */
  readonly lngs: Int32Array;
  readonly lats: Int32Array;
  /** One more than there are ways. */
  readonly wayStarts: Uint32Array;
  readonly wayNodes: Uint32Array;
  /** Of each way: index in {@link ROAD_CLASSES}. */
  readonly roadClasses: Uint8Array;
  /** Of each way: 0 both, 1 along its nodes only, -1 against them only. */
  readonly directions: Int8Array;
  /** Of each way: km/h, 0 where none is mapped. */
  readonly speedLimits: Uint8Array;
  /** Of each way: index in `names`. */
  readonly nameOf: Uint32Array;
  /** Each once; the first is empty, for ways without a name. */
  readonly names: readonly string[];
}

const DIRECTIONS: Readonly<Record<Direction, number>> = { both: 0, forward: 1, backward: -1 };

/** Joins streets where they share a point. */
export function buildNetwork(streets: Iterable<Street>): StreetNetwork {
  const nodes = new Nodes();
  const names = new Names();
  const wayStarts = [0];
  const wayNodes: number[] = [];
  const ways: WayColumns = { roadClasses: [], directions: [], speedLimits: [], nameOf: [] };
  for (const street of streets) {
    for (const [lng, lat] of street.points) wayNodes.push(nodes.at(lng, lat));
    wayStarts.push(wayNodes.length);
    ways.roadClasses.push(ROAD_CLASSES.indexOf(street.roadClass));
    ways.directions.push(DIRECTIONS[street.direction]);
    ways.speedLimits.push(Math.min(255, Math.round(street.speedLimit ?? 0)));
    ways.nameOf.push(names.at(street.name ?? ''));
  }
  return {
    lngs: Int32Array.from(nodes.lngs),
    lats: Int32Array.from(nodes.lats),
    wayStarts: Uint32Array.from(wayStarts),
    wayNodes: Uint32Array.from(wayNodes),
    roadClasses: Uint8Array.from(ways.roadClasses),
    directions: Int8Array.from(ways.directions),
    speedLimits: Uint8Array.from(ways.speedLimits),
    nameOf: Uint32Array.from(ways.nameOf),
    names: names.all(),
  };
}

type WayColumns = Record<'roadClasses' | 'directions' | 'speedLimits' | 'nameOf', number[]>;

/** Names, numbered in the order in which they first appear; the empty one is the first. */
class Names {
  private readonly known = new Map([['', 0]]);

  at(name: string): number {
    const number = this.known.get(name) ?? this.known.size;
    this.known.set(name, number);
    return number;
  }

  all(): string[] {
    return [...this.known.keys()];
  }
}

/** Places, numbered in the order in which they are first named. */
class Nodes {
  readonly lngs: number[] = [];
  readonly lats: number[] = [];
  private readonly known = new Map<string, number>();

  at(lng: number, lat: number): number {
    const [x, y] = [Math.round(lng * PER_DEGREE), Math.round(lat * PER_DEGREE)];
    const key = `${x},${y}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    this.known.set(key, this.lngs.length);
    this.lngs.push(x);
    return this.lats.push(y) - 1;
  }
}
