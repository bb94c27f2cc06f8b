import { EARTH_RADIUS, type Place } from '@yipii/domain';
import { NumberHeap } from './number-heap';
import { unitVector, type RoadGraph } from './road-graph';

/** Where a search starts or ends: a junction, with the seconds between it and the start or end. */
export interface Gate {
  readonly junction: number;
  readonly seconds: number;
}

export interface Path {
  readonly seconds: number;
  /** In driving order. */
  readonly arcs: readonly number[];
  /** The gates that the path goes through. */
  readonly start: number;
  readonly end: number;
}

/** Keeps the bound admissible although points are rounded to a centimetre. */
const ROUNDING = 0.999;

/**
 * Fastest paths by A*. The heuristic is the straight line (through the earth) at the map's highest speed. Arrays
 * are reused between searches; a generation number marks the entries of the current one.
 */
export class FastestPaths {
  private readonly heap = new NumberHeap();
  private readonly seconds: Float64Array;
  /** The arc by which a junction was reached; below zero: the gate, -1 the first. */
  private readonly cameBy: Int32Array;
  private readonly cameFrom: Uint32Array;
  private readonly reachedIn: Uint32Array;
  private readonly settledIn: Uint32Array;
  private search = 0;
  private target: readonly [number, number, number] = [0, 0, 0];
  private readonly secondsPerRadius: number;

  constructor(private readonly graph: RoadGraph) {
    const count = graph.junctionCount;
    this.seconds = new Float64Array(count);
    this.cameBy = new Int32Array(count);
    this.cameFrom = new Uint32Array(count);
    this.reachedIn = new Uint32Array(count);
    this.settledIn = new Uint32Array(count);
    this.secondsPerRadius = (EARTH_RADIUS / graph.topSpeed) * ROUNDING;
  }

  /**
   * @param to where the search ends
   * @returns null if no end can be reached from any start
   */
  find(starts: readonly Gate[], ends: readonly Gate[], to: Place): Path | null {
    this.search++;
    this.heap.clear();
    this.target = unitVector(to);
    starts.forEach(({ junction, seconds }, i) => this.reach(junction, seconds, -1 - i, 0));
    let end = -1;
    let best = Infinity;
    while (this.heap.smallestKey < best) {
      const junction = this.heap.pop();
      if (this.settledIn[junction] === this.search) continue;
      this.settledIn[junction] = this.search;
      ends.forEach((gate, i) => {
        const total = (this.seconds[junction] ?? 0) + gate.seconds;
        if (gate.junction !== junction || total >= best) return;
        best = total;
        end = i;
      });
      this.expand(junction);
    }
    const gate = ends[end];
    return gate ? { seconds: best, end, ...this.trace(gate.junction) } : null;
  }

  private expand(junction: number): void {
    const { arcStarts, arcTargets, arcSeconds } = this.graph;
    const soFar = this.seconds[junction] ?? 0;
    const end = arcStarts[junction + 1] ?? 0;
    for (let arc = arcStarts[junction] ?? 0; arc < end; arc++) {
      this.reach(arcTargets[arc] ?? 0, soFar + (arcSeconds[arc] ?? 0), arc, junction);
    }
  }

  private reach(junction: number, seconds: number, cameBy: number, cameFrom: number): void {
    if (this.reachedIn[junction] === this.search && (this.seconds[junction] ?? 0) <= seconds) return;
    this.reachedIn[junction] = this.search;
    this.seconds[junction] = seconds;
    this.cameBy[junction] = cameBy;
    this.cameFrom[junction] = cameFrom;
    this.heap.push(seconds + this.least(junction), junction);
  }

  /** Lower bound for the rest, in seconds. */
  private least(junction: number): number {
    const { xyz } = this.graph;
    const [tx, ty, tz] = this.target;
    const x = (xyz[junction * 3] ?? 0) - tx;
    const y = (xyz[junction * 3 + 1] ?? 0) - ty;
    const z = (xyz[junction * 3 + 2] ?? 0) - tz;
    return Math.sqrt(x * x + y * y + z * z) * this.secondsPerRadius;
  }

  private trace(end: number): Pick<Path, 'arcs' | 'start'> {
    const arcs: number[] = [];
    let junction = end;
    let arc = this.cameBy[junction] ?? -1;
    for (; arc >= 0; arc = this.cameBy[junction] ?? -1) {
      arcs.push(arc);
      junction = this.cameFrom[junction] ?? 0;
    }
    return { arcs: arcs.reverse(), start: -1 - arc };
  }
}
