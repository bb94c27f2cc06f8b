import { metresBetween, type Place } from '@yipii/domain';
import { firstFrom } from '../grid/binary-search';
import { buildSegmentCells, Segments } from '../grid/segments';
import { lengthOf, placeOfNode, type RoadGraph } from './road-graph';
import { wrongWay } from './wrong-way';

/** A place on a road. */
export interface Snap extends Place {
  readonly stretch: number;
  /** Index in the network's `wayNodes` of the point before it. */
  readonly segment: number;
  /** Share of the stretch's length, from its start. */
  readonly share: number;
  /** Metres from the requested place. */
  readonly away: number;
  /** Directions in which one may continue from there (or have come). */
  readonly forward: boolean;
  readonly backward: boolean;
}

/** Search radii in metres: on a road, beside one, and finally so wide that the way there is unknown. */
const REACHES = [30, 100, 400, 2_000] as const;
/** Metres of GPS and map error: a road this much farther away is as likely. */
const AS_LIKELY = 8;

/** Snaps a place to a road of the strongly connected network. */
export class Snapper {
  private readonly segments: Segments;

  constructor(private readonly graph: RoadGraph) {
    this.segments = new Segments(graph.network, buildSegmentCells(graph.network));
  }

  /**
   * Finds the nearest road; of parallel roads, the one that leads in the vehicle's direction.
   *
   * @param heading degrees clockwise from north; null accepts any direction
   * @returns the likeliest first, followed by those about as likely; empty if none is near
   */
  snap(place: Place, heading: number | null): Snap[] {
    for (const reach of REACHES) {
      const found = this.find(place, heading, reach);
      if (found.length > 0) return found.map((candidate) => this.toSnap(candidate, place));
    }
    return [];
  }

  /** The cheapest candidates below `reach`; nothing farther away than that can cost less. */
  private find(place: Place, heading: number | null, reach: number): Candidate[] {
    const found = new Map<number, Candidate>();
    let least = reach;
    this.segments.near(place, reach, (segment, away) => {
      if (away >= least + AS_LIKELY) return;
      const candidate = this.rate(segment, away, heading);
      if (!candidate) return;
      // One per stretch and direction: a stretch may return beside itself.
      const key = candidate.stretch * 2 + (candidate.forward ? 0 : 1);
      if (candidate.cost >= (found.get(key)?.cost ?? reach)) return;
      found.set(key, candidate);
      least = Math.min(least, candidate.cost);
    });
    const likely = [...found.values()].filter(({ cost }) => cost <= least + AS_LIKELY);
    return likely.sort((a, b) => a.cost - b.cost);
  }

  /** Null if it is not part of the strongly connected network. */
  private rate(segment: number, away: number, heading: number | null): Candidate | null {
    const { first, connected, forwardSeconds, backwardSeconds } = this.graph.stretches;
    // The last that starts at or before the segment.
    const stretch = firstFrom(first, segment + 1) - 1;
    if (!connected[stretch]) return null;
    const forward = (forwardSeconds[stretch] ?? 0) > 0;
    const backward = (backwardSeconds[stretch] ?? 0) > 0;
    const base = { stretch, segment, away };
    if (heading === null) return { ...base, cost: away, forward, backward };
    const bearing = this.segments.headingOf(segment);
    const asForward = forward ? away + wrongWay(bearing, heading) : Infinity;
    const asBackward = backward ? away + wrongWay(bearing + 180, heading) : Infinity;
    const isForward = asForward <= asBackward;
    return { ...base, cost: Math.min(asForward, asBackward), forward: isForward, backward: !isForward };
  }

  private toSnap({ cost: _, ...found }: Candidate, place: Place): Snap {
    const { network, stretches } = this.graph;
    const { stretch, segment } = found;
    const point = this.segments.nearestPoint(segment, place);
    const onSegment = metresBetween(placeOfNode(network, network.wayNodes[segment] ?? 0), point);
    const before = lengthOf(network, stretches.first[stretch] ?? 0, segment) + onSegment;
    const length = stretches.metres[stretch] ?? 0;
    return { ...found, ...point, share: length > 0 ? Math.min(1, before / length) : 0 };
  }
}

interface Candidate extends Omit<Snap, 'share' | 'lat' | 'lng'> {
  /** Distance in metres, plus a penalty for the wrong direction. */
  readonly cost: number;
}
