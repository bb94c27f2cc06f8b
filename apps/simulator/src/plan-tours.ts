import PathFinder from 'geojson-path-finder';
import type { Feature, FeatureCollection, LineString, Point as GeoPoint, Position } from 'geojson';
import { distance, type Point } from './geometry';
import { makeLeg, type Leg } from './leg';
import type { Random } from './random';
import { drivenStreets, type Street } from './streets';

export type Tour = readonly Leg[];

const STOPS_PER_TOUR = 3;
/** Least distance between two stops as the crow flies, in metres; shorter tours would be nothing but stops. */
const NEAREST_STOP = 1200;
const ANY_SPEED = 40;
/** The precision of the network in degrees, about a decimetre. */
const TOLERANCE = 1e-6;

/** Plans round trips over random stops on the town's streets; the first takes about a second, later ones milliseconds. */
export function planTours(count: number, random: Random): Tour[] {
  const streets = drivenStreets();
  const finder = new PathFinder<undefined, Street>(streets, { tolerance: TOLERANCE, weight: travelTime });
  const places = connectedPlaces(finder);
  const speeds = speedsOfSegments(streets);
  return Array.from({ length: count }, () => {
    const stops = chooseStops(places, random);
    return stops.map((stop, i) => planLeg(finder, speeds, [stop, stops[(i + 1) % stops.length] ?? stop]));
  });
}

type Finder = PathFinder<undefined, Street>;

/** Travel time in seconds; a weight of 0 closes a street to traffic. */
function travelTime(
  a: Position,
  b: Position,
  { speed, direction }: Street,
): { forward: number; backward: number } {
  const seconds = distance(toPoint(a), toPoint(b)) / (speed / 3.6);
  return { forward: direction === 'backward' ? 0 : seconds, backward: direction === 'forward' ? 0 : seconds };
}

function planLeg(
  finder: Finder,
  speeds: ReadonlyMap<string, number>,
  [from, to]: readonly [Point, Point],
): Leg {
  const found = finder.findPath(toFeature(from), toFeature(to));
  if (!found) throw new Error('no way between two connected places');
  const points = found.path
    .map(toPoint)
    .filter((point, i, all) => i === 0 || distance(point, all[i - 1] ?? point) > 0);
  const limits = points
    .slice(1)
    .map((point, i) => speeds.get(segmentKey(points[i] ?? point, point)) ?? ANY_SPEED);
  return makeLeg(points, limits);
}

function chooseStops(places: readonly Point[], random: Random): Point[] {
  const stops: Point[] = [];
  while (stops.length < STOPS_PER_TOUR) {
    const place = places[Math.floor(random() * places.length)];
    if (place && stops.every((stop) => distance(stop, place) > NEAREST_STOP)) stops.push(place);
  }
  return stops;
}

/** The junctions that can all be reached from each other: most of a town's. */
function connectedPlaces({ graph }: Finder): Point[] {
  const ways = graph.compactedVertices;
  const back = reversed(ways);
  const starts = Object.keys(ways);
  for (const start of starts) {
    const toHere = reach(back, start);
    const connected = [...reach(ways, start)].filter((place) => toHere.has(place));
    if (connected.length > starts.length / 2)
      return connected.map((key) => toPoint(graph.sourceCoordinates[key] ?? []));
  }
  throw new Error('the streets are not connected');
}

type Ways = Readonly<Record<string, Readonly<Record<string, number>>>>;

function reach(ways: Ways, start: string): Set<string> {
  const found = new Set([start]);
  for (const place of found) {
    for (const [next, seconds] of Object.entries(ways[place] ?? {})) {
      if (Number.isFinite(seconds)) found.add(next);
    }
  }
  return found;
}

function reversed(ways: Ways): Ways {
  const back: Record<string, Record<string, number>> = {};
  for (const [from, targets] of Object.entries(ways)) {
    for (const [to, seconds] of Object.entries(targets)) (back[to] ??= {})[from] = seconds;
  }
  return back;
}

function speedsOfSegments({ features }: FeatureCollection<LineString, Street>): Map<string, number> {
  const speeds = new Map<string, number>();
  for (const { geometry, properties } of features) {
    const points = geometry.coordinates.map(toPoint);
    points.slice(1).forEach((point, i) => {
      const before = points[i] ?? point;
      speeds.set(segmentKey(before, point), properties.speed);
      speeds.set(segmentKey(point, before), properties.speed);
    });
  }
  return speeds;
}

function segmentKey(a: Point, b: Point): string {
  return [...a, ...b].map((degrees) => Math.round(degrees / TOLERANCE)).join();
}

function toPoint([lng = 0, lat = 0]: Position): Point {
  return [lng, lat];
}

function toFeature(point: Point): Feature<GeoPoint> {
  return { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [...point] } };
}
