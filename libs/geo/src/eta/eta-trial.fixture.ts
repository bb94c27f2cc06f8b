import { metresBetween, type Place } from '@yipii/domain';
import { bearing, LocalPlane, PER_DEGREE, turnBetween } from '../grid/geometry';
import type { StreetNetwork } from '../streets/street-network';
import type { Route, Router } from '../routing/routing.ports';
import { EtaEstimator, type TrackedPosition } from './eta-estimator';
import { seededRandom, simulateDrive, type Drive, type Random } from './simulated-drive.fixture';

export interface Sample {
  /** Seconds until the actual and the estimated arrival. */
  readonly remaining: number;
  readonly estimate: number;
  /**
   * How far the estimate is from the one before, counted down: a share of that, or of half a minute where less
   * is left, since whole minutes are shown.
   */
  readonly jump: number;
  /** What explains a jump: a stop longer than average, leaving the route, or the arrival. */
  readonly cause: 'long stop' | 'left the route' | 'arrived' | null;
}

/** Seconds: the mean of stops of 0–120 s. */
const AVERAGE_STOP = 60;
/** Metres a second. */
const STANDING_SPEED = 5 / 3.6;
const SHORTEST_WHOLE = 30;
const BESIDE_METRES = 40;
/** A single position off the route may be an outlier, and a slow U-turn shows only after a while. */
const LEFT_LATELY_MS = 60_000;
const LEFT_OUT_METRES = 800;
const THERE_METRES = 50;

/** The estimates at each position of a drive; the router is called whenever the estimator asks. */
export async function estimatesOf({ destination, positions, arrivedAt }: Drive, router: Router) {
  const estimator = new EtaEstimator(destination);
  const samples: Sample[] = [];
  let follower: Follower | null = null;
  let routes = 0;
  let [stood, leftAt] = [0, -Infinity];
  let before = { at: 0, lat: 0, lng: 0, seconds: NaN };
  for (const position of positions) {
    const passed = (position.at - before.at) / 1000;
    stood = metresBetween(position, before) < STANDING_SPEED * passed ? stood + passed : 0;
    if (follower?.isOff(position)) leftAt = position.at;
    const left = position.at - leftAt <= LEFT_LATELY_MS;
    const there = metresBetween(position, destination) < THERE_METRES;
    const wanted = estimator.update(position);
    if (wanted) {
      const route = await router.route(wanted.from, destination, wanted.heading);
      routes++;
      follower = new Follower(route);
      estimator.follow(route);
    }
    const estimate = estimator.arrivalAt(position.at)?.seconds ?? NaN;
    const expected = Math.max(0, before.seconds - passed);
    samples.push({
      remaining: (arrivedAt - position.at) / 1000,
      estimate,
      jump: Math.abs(estimate - expected) / Math.max(SHORTEST_WHOLE, expected) || 0,
      cause: causeOf([stood > AVERAGE_STOP, left, there]),
    });
    before = { ...position, seconds: estimate };
  }
  return { samples, routes };
}

const CAUSES = ['long stop', 'left the route', 'arrived'] as const;

function causeOf(applies: readonly boolean[]): Sample['cause'] {
  return CAUSES[applies.indexOf(true)] ?? null;
}

/** Checks independently whether a vehicle still follows the last route. */
class Follower {
  private along = 0;

  constructor(private readonly route: Route) {}

  /** Whether it is off the line, drives against it, or has skipped a part of it. */
  isOff(position: TrackedPosition): boolean {
    const plane = new LocalPlane(position);
    let nearest = { away: Infinity, against: false, along: 0 };
    this.route.points.forEach((b, i) => {
      const a = this.route.points[i - 1] ?? b;
      const { metres: away } = plane.passing(a, b, nearest.away);
      if (away >= nearest.away) return;
      const turn = position.heading === null ? 0 : turnBetween(bearing(a, b), position.heading);
      nearest = { away, against: turn > 120, along: b.metres };
    });
    const leftOut = nearest.along - this.along > LEFT_OUT_METRES;
    this.along = nearest.along;
    return nearest.away > BESIDE_METRES || nearest.against || leftOut;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Runs one drive after the other. */
function joinRoutes(first: Route, second: Route): Route {
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

/** Minimum duration of the drivers' routes; stops make them longer. */
const SHORTEST_DRIVE_SECONDS = 840;
/** Only the last quarter of an hour counts. */
const COUNTED_SECONDS = 900;
/** Share. */
const JUMP = 0.2;

export interface Trial {
  readonly network: StreetNetwork;
  /** Finds the route that drivers take, at their average speed. */
  readonly drivers: Router;
  /** The router behind the estimates. */
  readonly router: Router;
  readonly count: number;
  /** Share of drivers who take a detour through another place. */
  readonly detours: number;
  readonly seed: number;
}

/** Drives of at least 15 minutes between random named streets. */
export async function tryDrives({ network, drivers, router, count, detours, seed }: Trial) {
  const random = seededRandom(seed);
  const errors: number[] = [];
  const minutes: number[] = [];
  let [unexplained, explained, routes] = [0, 0, 0];
  while (minutes.length < count) {
    const [from, to] = [randomPlace(network, random), randomPlace(network, random)];
    if (metresBetween(from, to) < 8_000) continue;
    const via = random() < detours ? randomPlace(network, random) : null;
    const way = await wayOver(drivers, [from, via, to]);
    if (way.seconds < SHORTEST_DRIVE_SECONDS) continue;
    const drive = simulateDrive(way, to, random);
    if (drive.arrivedAt < COUNTED_SECONDS * 1000) continue;
    minutes.push(drive.arrivedAt / 60_000);
    const estimates = await estimatesOf(drive, router);
    routes += estimates.routes;
    errors.push(...errorsAtTheEnd(estimates.samples));
    const jumps = estimates.samples.filter(({ jump }) => jump > JUMP);
    unexplained += jumps.filter(({ cause }) => cause === null).length;
    explained += jumps.filter(({ cause }) => cause !== null).length;
  }
  return {
    medianError: median(errors),
    unexplained,
    explained,
    medianMinutes: median(minutes),
    routesPerDrive: routes / count,
  };
}

function errorsAtTheEnd(samples: readonly Sample[]): number[] {
  const counted = samples.filter(({ remaining }) => remaining > 0 && remaining <= COUNTED_SECONDS);
  return counted.map(({ remaining, estimate }) => Math.abs(estimate - remaining) / remaining);
}

async function wayOver(
  drivers: Router,
  [from, via, to]: readonly [Place, Place | null, Place],
): Promise<Route> {
  if (!via) return drivers.route(from, to);
  return joinRoutes(await drivers.route(from, via), await drivers.route(via, to));
}

function randomPlace({ lngs, lats, wayStarts, wayNodes, nameOf }: StreetNetwork, random: Random): Place {
  for (;;) {
    const way = Math.floor(random() * nameOf.length);
    if (nameOf[way] === 0) continue;
    const node = wayNodes[wayStarts[way] ?? 0] ?? 0;
    return { lat: (lats[node] ?? 0) / PER_DEGREE, lng: (lngs[node] ?? 0) / PER_DEGREE };
  }
}
