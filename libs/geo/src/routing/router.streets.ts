import type { Place } from '@yipii/domain';
import type { StreetNetwork } from '../streets/street-network';
import { FastestPaths, type Gate, type Path } from './fastest-paths';
import { buildRoadGraph, type RoadGraph } from './road-graph';
import { joinPieces, pieceBetween, pieceFrom, pieceTo, stretchPiece, type Piece } from './route-pieces';
import { NoRoute, Router, type Route } from './routing.ports';
import { Snapper, type Snap } from './snap';

/** Metres beside the road that GPS and map may be apart; beyond, the way to the road counts, too. */
const BESIDE = 30;
/** Metres a second on yards and drives that the map does not have. */
const OFF_ROAD_SPEED = 15 / 3.6;

/** On our own street network, in memory: milliseconds a route, and no position leaves the process. */
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
    const start = this.snapper.snap(from, heading);
    const end = this.snapper.snap(to, null);
    if (!start || !end) throw new NoRoute('no street is near');
    const pieces = [...offRoad([from, start], start), ...this.drive(start, end), ...offRoad([end, to], end)];
    const points = joinPieces(pieces);
    const last = points.at(-1);
    return { source: 'streets', distanceKm: (last?.metres ?? 0) / 1000, seconds: last?.seconds ?? 0, points };
  }

  private drive(start: Snap, end: Snap): Piece[] {
    const direct = pieceBetween(this.graph, start, end);
    const [starts, ends] = [startGates(this.graph, start), endGates(this.graph, end)];
    const path = this.paths.find(starts, ends, end);
    if (direct && direct.seconds <= (path?.seconds ?? Infinity)) return [direct];
    if (!path) throw new NoRoute('no way leads there');
    return [
      pieceFrom(this.graph, start, starts[path.start]?.forward ?? true),
      ...this.stretchesOf(path),
      pieceTo(this.graph, end, ends[path.end]?.forward ?? true),
    ];
  }

  private stretchesOf({ arcs }: Path): Piece[] {
    return arcs.map((arc) => {
      const stretch = this.graph.arcStretches[arc] ?? 0;
      return stretchPiece(this.graph, stretch >> 1, (stretch & 1) === 0);
    });
  }
}

/** `forward`: the gate is passed along the points of the way. */
type DirectedGate = Gate & { readonly forward: boolean };

function startGates({ stretches }: RoadGraph, { stretch, share, forward, backward }: Snap): DirectedGate[] {
  const [from, to] = [stretches.from[stretch] ?? 0, stretches.to[stretch] ?? 0];
  const ahead = {
    junction: to,
    seconds: (1 - share) * (stretches.forwardSeconds[stretch] ?? 0),
    forward: true,
  };
  const back = { junction: from, seconds: share * (stretches.backwardSeconds[stretch] ?? 0), forward: false };
  return [...(forward ? [ahead] : []), ...(backward ? [back] : [])];
}

function endGates({ stretches }: RoadGraph, { stretch, share, forward, backward }: Snap): DirectedGate[] {
  const [from, to] = [stretches.from[stretch] ?? 0, stretches.to[stretch] ?? 0];
  const ahead = { junction: from, seconds: share * (stretches.forwardSeconds[stretch] ?? 0), forward: true };
  const back = {
    junction: to,
    seconds: (1 - share) * (stretches.backwardSeconds[stretch] ?? 0),
    forward: false,
  };
  return [...(forward ? [ahead] : []), ...(backward ? [back] : [])];
}

function offRoad(places: readonly Place[], { away }: Snap): Piece[] {
  return away > BESIDE ? [{ places, seconds: away / OFF_ROAD_SPEED }] : [];
}
