import { metresBetween, type Place } from '@yipii/domain';
import { placeOfNode, type RoadGraph } from './road-graph';
import type { RoutePoint } from './routing.ports';
import type { Snap } from './snap';

/** A part of a route with a single speed. */
export interface Piece {
  readonly places: readonly Place[];
  readonly seconds: number;
}

/** A whole stretch. */
export function stretchPiece(graph: RoadGraph, stretch: number, forward: boolean): Piece {
  const { first, last } = graph.stretches;
  const places = placesOf(graph, first[stretch] ?? 0, last[stretch] ?? 0);
  return inDirection(graph, { stretch, forward, share: 1 }, places);
}

/** From a place on a stretch to its end, in the direction of driving. */
export function pieceFrom(graph: RoadGraph, start: Snap, forward: boolean): Piece {
  const { stretch, segment } = start;
  const share = forward ? 1 - start.share : start.share;
  const places = forward
    ? [start, ...placesOf(graph, segment + 1, graph.stretches.last[stretch] ?? 0)]
    : [...placesOf(graph, graph.stretches.first[stretch] ?? 0, segment), start];
  return inDirection(graph, { stretch, forward, share }, places);
}

/** From the start of a stretch, in the direction of driving, to a place on it. */
export function pieceTo(graph: RoadGraph, end: Snap, forward: boolean): Piece {
  const { stretch, segment } = end;
  const share = forward ? end.share : 1 - end.share;
  const places = forward
    ? [...placesOf(graph, graph.stretches.first[stretch] ?? 0, segment), end]
    : [end, ...placesOf(graph, segment + 1, graph.stretches.last[stretch] ?? 0)];
  return inDirection(graph, { stretch, forward, share }, places);
}

/** From one place to another on the same stretch; null if that is impossible without leaving it. */
export function pieceBetween(graph: RoadGraph, start: Snap, end: Snap): Piece | null {
  if (start.stretch !== end.stretch) return null;
  const onward = end.share - start.share;
  const forward = onward > 0 || (onward === 0 && start.forward);
  if (!(forward ? start.forward && end.forward : start.backward && end.backward)) return null;
  const [low, high] = forward ? [start, end] : [end, start];
  const places = [low, ...placesOf(graph, low.segment + 1, high.segment), high];
  return inDirection(graph, { stretch: start.stretch, forward, share: Math.abs(onward) }, places);
}

/** Joins the pieces into one line; within a piece, seconds are proportional to metres. */
export function joinPieces(pieces: readonly Piece[]): RoutePoint[] {
  const points: RoutePoint[] = [];
  let [metres, seconds] = [0, 0];
  for (const piece of pieces) {
    const lengths = piece.places.map((place, i) => metresBetween(piece.places[i - 1] ?? place, place));
    const length = lengths.reduce((sum, value) => sum + value, 0);
    piece.places.forEach(({ lat, lng }, i) => {
      metres += lengths[i] ?? 0;
      seconds += length > 0 ? ((lengths[i] ?? 0) / length) * piece.seconds : 0;
      // Adjacent pieces share a point.
      if (i > 0 || points.length === 0) points.push({ lat, lng, metres, seconds });
    });
  }
  return points;
}

function inDirection(
  { stretches }: RoadGraph,
  { stretch, forward, share }: { stretch: number; forward: boolean; share: number },
  places: Place[],
): Piece {
  const all = (forward ? stretches.forwardSeconds : stretches.backwardSeconds)[stretch] ?? 0;
  return { places: forward ? places : places.reverse(), seconds: all * share };
}

function placesOf({ network }: RoadGraph, first: number, last: number): Place[] {
  const places: Place[] = [];
  for (let i = first; i <= last; i++) places.push(placeOfNode(network, network.wayNodes[i] ?? 0));
  return places;
}
