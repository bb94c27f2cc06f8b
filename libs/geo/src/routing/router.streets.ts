import type { Place } from '@yipii/domain';
import type { StreetNetwork } from '../streets/street-network';
import { FastestPaths, type Gate, type Path } from './fastest-paths';
import { buildRoadGraph, type RoadGraph } from './road-graph';
import { joinPieces, pieceBetween, pieceFrom, pieceTo, stretchPiece, type Piece } from './route-pieces';
import { NoRoute, Router, type Route } from './routing.ports';
import { Snapper, type Snap } from './snap';

/** Metres off the road that GPS and map errors explain; farther away, the way to the road counts as well. */
const BESIDE = 30;
/** Metres a second on unmapped yards and driveways. */
const OFF_ROAD_SPEED = 15 / 3.6;

/** Routes on the own street network in memory: milliseconds a route, and no position leaves the process. */
export class StreetRouter extends Router {
  private readonly graph: RoadGraph;
  private readonly snapper: Snapper;
  private readonly paths: FastestPaths;

  /** Takes about a second for a million points. */
  constructor(network: StreetNetwork) {
    super();
    this.graph = buildRoadGraph(network);
    this.snapper = new Snapper(this.graph);
    this.paths = new FastestPaths(this.graph);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws becomes a rejection
  async route(from: Place, to: Place, heading: number | null = null): Promise<Route> {
    const [end] = this.snapper.snap(to, null);
    if (!end) throw new NoRoute('no street is near');
    const { start, pieces: driven } = this.drive(this.snapper.snap(from, heading), end);
    const pieces = [...offRoad([from, start], start), ...driven, ...offRoad([end, to], end)];
    const points = joinPieces(pieces);
    const last = points.at(-1);
    return { source: 'streets', distanceKm: (last?.metres ?? 0) / 1000, seconds: last?.seconds ?? 0, points };
  }

  /** The fastest route from any of the possible starts. */
  private drive(starts: readonly Snap[], end: Snap): Drive {
    const gates = starts.flatMap((start) => startGates(this.graph, start));
    const ends = endGates(this.graph, end);
    const path = this.paths.find(gates, ends, end);
    const direct = this.driveWithin(starts, end, path?.seconds ?? Infinity);
    if (direct) return direct;
    if (!path) throw new NoRoute('no way leads there');
    const [first, last] = [gates[path.start], ends[path.end]] as [DirectedGate, DirectedGate];
    const pieces = [
      pieceFrom(this.graph, first.snap, first.forward),
      ...this.stretchesOf(path),
      pieceTo(this.graph, last.snap, last.forward),
    ];
    return { start: first.snap, pieces };
  }

  /** A route without a junction; null if there is none within the given seconds. */
  private driveWithin(starts: readonly Snap[], end: Snap, seconds: number): Drive | null {
    for (const start of starts) {
      const piece = pieceBetween(this.graph, start, end);
      if (piece && piece.seconds <= seconds) return { start, pieces: [piece] };
    }
    return null;
  }

  private stretchesOf({ arcs }: Path): Piece[] {
    return arcs.map((arc) => {
      const stretch = this.graph.arcStretches[arc] ?? 0;
      return stretchPiece(this.graph, stretch >> 1, (stretch & 1) === 0);
    });
  }
}

interface Drive {
  readonly start: Snap;
  readonly pieces: readonly Piece[];
}

interface DirectedGate extends Gate {
  readonly snap: Snap;
  /** It is passed along the points of the way. */
  readonly forward: boolean;
}

function startGates({ stretches }: RoadGraph, snap: Snap): DirectedGate[] {
  const { stretch, share, forward, backward } = snap;
  const [from, to] = [stretches.from[stretch] ?? 0, stretches.to[stretch] ?? 0];
  const ahead = (1 - share) * (stretches.forwardSeconds[stretch] ?? 0);
  const back = share * (stretches.backwardSeconds[stretch] ?? 0);
  return [
    ...(forward ? [{ snap, junction: to, seconds: ahead, forward: true }] : []),
    ...(backward ? [{ snap, junction: from, seconds: back, forward: false }] : []),
  ];
}

function endGates({ stretches }: RoadGraph, snap: Snap): DirectedGate[] {
  const { stretch, share, forward, backward } = snap;
  const [from, to] = [stretches.from[stretch] ?? 0, stretches.to[stretch] ?? 0];
  const ahead = share * (stretches.forwardSeconds[stretch] ?? 0);
  const back = (1 - share) * (stretches.backwardSeconds[stretch] ?? 0);
  return [
    ...(forward ? [{ snap, junction: from, seconds: ahead, forward: true }] : []),
    ...(backward ? [{ snap, junction: to, seconds: back, forward: false }] : []),
  ];
}

function offRoad(places: readonly Place[], { away }: Snap): Piece[] {
  return away > BESIDE ? [{ places, seconds: away / OFF_ROAD_SPEED }] : [];
}
