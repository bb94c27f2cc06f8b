import type { Place } from '@yipii/domain';
import { PER_DEGREE } from '../grid/geometry';
import type { RoadGraph } from './road-graph';
import { SegmentIndex } from './segment-index';

/** A place on a road. */
export interface Snap extends Place {
  readonly stretch: number;
  /** Index in the network's `wayNodes` of the point before it. */
  readonly segment: number;
  /** Of the stretch's length, from its start. */
  readonly share: number;
  /** Metres from the place that was asked for. */
  readonly away: number;
  /** In which directions one may go on from there (or have come). */
  readonly forward: boolean;
  readonly backward: boolean;
}

/** Metres: farther from any road there is no telling which way leads there. */
const FARTHEST = 2_000;
/** Metres: how much nearer a road must be that leads the other way than the vehicle drives. */
const WRONG_WAY = 60;
const METRES_PER_DEGREE = 111_195;

/** Finds the road of a place, on those roads from which all others can be reached. */
export class Snapper {
  private readonly index: SegmentIndex;

  constructor(private readonly graph: RoadGraph) {
    const { count, connected, first, last } = graph.stretches;
    const ranges: number[] = [];
    for (let i = 0; i < count; i++) if (connected[i]) ranges.push(first[i] ?? 0, last[i] ?? 0);
    this.index = new SegmentIndex(graph.network, ranges);
  }

  /**
   * The nearest road, and of the roads side by side the one that leads where the vehicle drives.
   *
   * @param heading degrees clockwise from north; null: any direction will do
   * @returns null: none is near
   */
  snap(place: Place, heading: number | null): Snap | null {
    const found: Candidate[] = [];
    let reach = FARTHEST;
    const flat = new FlatMap(this.graph, place);
    this.index.search(place, FARTHEST, (segment) => {
      if (flat.distanceTo(segment) < reach) {
        const candidate = this.rate(flat, segment, heading);
        if (candidate.cost < reach) {
          found.push(candidate);
          reach = candidate.cost;
        }
      }
      return reach;
    });
    const best = found.at(-1);
    return best ? this.toSnap(best) : null;
  }

  private rate(flat: FlatMap, segment: number, heading: number | null): Candidate {
    const { away, bearing, along, lat, lng } = flat.project(segment);
    const stretch = this.stretchOf(segment);
    const { forwardSeconds, backwardSeconds } = this.graph.stretches;
    const forward = (forwardSeconds[stretch] ?? 0) > 0;
    const backward = (backwardSeconds[stretch] ?? 0) > 0;
    const base = { lat, lng, stretch, segment, away, along };
    if (heading === null) return { ...base, cost: away, forward, backward };
    const turn = Math.cos(((bearing - heading) * Math.PI) / 180);
    const asForward = forward ? away + ((1 - turn) / 2) * WRONG_WAY : Infinity;
    const asBackward = backward ? away + ((1 + turn) / 2) * WRONG_WAY : Infinity;
    const isForward = asForward <= asBackward;
    return { ...base, cost: Math.min(asForward, asBackward), forward: isForward, backward: !isForward };
  }

  /** The last that starts at or before the segment. */
  private stretchOf(segment: number): number {
    const { first, count } = this.graph.stretches;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((first[middle] ?? 0) <= segment) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private toSnap({ along, cost: _, ...found }: Candidate): Snap {
    const { first, metres } = this.graph.stretches;
    let before = along;
    for (let i = first[found.stretch] ?? 0; i < found.segment; i++) before += segmentMetres(this.graph, i);
    const length = metres[found.stretch] ?? 0;
    return { ...found, share: length > 0 ? Math.min(1, before / length) : 0 };
  }
}

interface Candidate extends Omit<Snap, 'share'> {
  /** Metres from the segment's start. */
  readonly along: number;
  /** Metres away, and more for the wrong direction. */
  readonly cost: number;
}

export function segmentMetres({ network }: RoadGraph, segment: number): number {
  const { lngs, lats, wayNodes } = network;
  const [a, b] = [wayNodes[segment] ?? 0, wayNodes[segment + 1] ?? 0];
  const middle = ((lats[a] ?? 0) + (lats[b] ?? 0)) / 2 / PER_DEGREE;
  const east = ((lngs[b] ?? 0) - (lngs[a] ?? 0)) * Math.cos((middle * Math.PI) / 180);
  return (Math.hypot(east, (lats[b] ?? 0) - (lats[a] ?? 0)) / PER_DEGREE) * METRES_PER_DEGREE;
}

/** The surroundings of a place as a plane with the place in its middle; metres. */
class FlatMap {
  private readonly perLng: number;

  constructor(
    private readonly graph: RoadGraph,
    private readonly origin: Place,
  ) {
    this.perLng = METRES_PER_DEGREE * Math.cos((origin.lat * Math.PI) / 180);
  }

  /** Metres from the middle. */
  distanceTo(segment: number): number {
    const { ax, ay, dx, dy } = this.line(segment);
    const t = nearest(ax, ay, dx, dy);
    return Math.hypot(ax + t * dx, ay + t * dy);
  }

  /** The point of a segment that is nearest to the middle. */
  project(segment: number) {
    const { ax, ay, dx, dy } = this.line(segment);
    const t = nearest(ax, ay, dx, dy);
    const [x, y] = [ax + t * dx, ay + t * dy];
    return {
      away: Math.hypot(x, y),
      along: t * Math.hypot(dx, dy),
      bearing: (Math.atan2(dx, dy) * 180) / Math.PI,
      lat: this.origin.lat + y / METRES_PER_DEGREE,
      lng: this.origin.lng + x / this.perLng,
    };
  }

  private line(segment: number) {
    const { lngs, lats, wayNodes } = this.graph.network;
    const [a, b] = [wayNodes[segment] ?? 0, wayNodes[segment + 1] ?? 0];
    const ax = ((lngs[a] ?? 0) / PER_DEGREE - this.origin.lng) * this.perLng;
    const ay = ((lats[a] ?? 0) / PER_DEGREE - this.origin.lat) * METRES_PER_DEGREE;
    const dx = (((lngs[b] ?? 0) - (lngs[a] ?? 0)) / PER_DEGREE) * this.perLng;
    const dy = (((lats[b] ?? 0) - (lats[a] ?? 0)) / PER_DEGREE) * METRES_PER_DEGREE;
    return { ax, ay, dx, dy };
  }
}

/** How far along the line from (x, y) by (dx, dy) the point nearest to (0, 0) is, from 0 to 1. */
function nearest(x: number, y: number, dx: number, dy: number): number {
  const square = dx * dx + dy * dy;
  return square > 0 ? Math.min(1, Math.max(0, -(x * dx + y * dy) / square)) : 0;
}
