import { metresBetween, type Place } from '@yipii/domain';
import type { Route, Router } from '../routing/routing.ports';
import { EtaEstimator, type TrackedPosition } from './eta-estimator';
import type { Drive } from './simulated-drive.fixture';

export interface Sample {
  /** Seconds until it really arrives, and until it should. */
  readonly remaining: number;
  readonly estimate: number;
  /**
   * How far the estimate is from the one before, counted down: a share of that, or of half a minute where less
   * is left, since whole minutes are shown.
   */
  readonly jump: number;
  /** What in the track explains a jump: it has stood longer than a stop takes on average, left the route, or is there. */
  readonly cause: 'long stop' | 'left the route' | 'arrived' | null;
}

/** Seconds: the middle of stops of 0–120 s. */
const AVERAGE_STOP = 60;
/** Metres a second. */
const STANDING_SPEED = 5 / 3.6;
const SHORTEST_WHOLE = 30;
const BESIDE_METRES = 40;
/** A position beside may be a bad one: it takes a few. */
const LEFT_LATELY_MS = 30_000;
const THERE_METRES = 50;

/** The estimates at each position of a drive; the router is asked whenever the estimator wants. */
export async function estimatesOf({ destination, positions, arrivedAt }: Drive, router: Router) {
  const estimator = new EtaEstimator(destination);
  const samples: Sample[] = [];
  const routes: Route[] = [];
  let [stood, leftAt] = [0, -Infinity];
  let before = { at: 0, lat: 0, lng: 0, seconds: NaN };
  for (const position of positions) {
    const passed = (position.at - before.at) / 1000;
    stood = metresBetween(position, before) < STANDING_SPEED * passed ? stood + passed : 0;
    if (isOff(position, routes.at(-1))) leftAt = position.at;
    const left = position.at - leftAt <= LEFT_LATELY_MS;
    const there = metresBetween(position, destination) < THERE_METRES;
    const wanted = estimator.update(position);
    if (wanted) {
      const route = await router.route(wanted.from, destination, wanted.heading);
      routes.push(route);
      estimator.follow(route);
    }
    const estimate = estimator.arrivalAt(position.at)?.seconds ?? NaN;
    const expected = Math.max(0, before.seconds - passed);
    samples.push({
      remaining: (arrivedAt - position.at) / 1000,
      estimate,
      jump: Math.abs(estimate - expected) / Math.max(SHORTEST_WHOLE, expected) || 0,
      cause: stood > AVERAGE_STOP ? 'long stop' : left ? 'left the route' : there ? 'arrived' : null,
    });
    before = { ...position, seconds: estimate };
  }
  return { samples, routes: routes.length };
}

/** Whether it is beside the line, or drives against it. */
function isOff(position: TrackedPosition, route: Route | undefined): boolean {
  if (!route) return false;
  let nearest = { away: Infinity, against: false };
  route.points.forEach((b, i) => {
    const { away, bearing } = toSegment(position, route.points[i - 1] ?? b, b);
    if (away >= nearest.away) return;
    const against = Math.cos(((bearing - (position.heading ?? bearing)) * Math.PI) / 180) < -0.5;
    nearest = { away, against };
  });
  return nearest.away > BESIDE_METRES || nearest.against;
}

function toSegment(place: Place, a: Place, b: Place): { away: number; bearing: number } {
  const [x, y] = flat(a, place);
  const [ex, ey] = flat(b, place);
  const square = (ex - x) ** 2 + (ey - y) ** 2;
  const share = square > 0 ? Math.min(1, Math.max(0, -(x * (ex - x) + y * (ey - y)) / square)) : 0;
  const away = Math.hypot(x + share * (ex - x), y + share * (ey - y));
  return { away, bearing: (Math.atan2(ex - x, ey - y) * 180) / Math.PI };
}

/** Metres east and north. */
function flat({ lat, lng }: Place, origin: Place): [number, number] {
  return [
    (lng - origin.lng) * 111_195 * Math.cos((origin.lat * Math.PI) / 180),
    (lat - origin.lat) * 111_195,
  ];
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Two random places of the network that are so far from each other, as the crow flies. */
export function joinRoutes(first: Route, second: Route): Route {
  const points = second.points.slice(1).map((point) => ({
    ...point,
    metres: point.metres + first.distanceKm * 1000,
    seconds: point.seconds + first.seconds,
  }));
  return {
    source: first.source,
    distanceKm: first.distanceKm + second.distanceKm,
    seconds: first.seconds + second.seconds,
    points: [...first.points, ...points],
  };
}
