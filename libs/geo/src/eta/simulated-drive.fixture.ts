import type { Place } from '@yipii/domain';
import type { Route, RoutePoint } from '../routing/routing.ports';
import type { TrackedPosition } from './eta-estimator';

/** Numbers from 0 up to, not including, 1. */
export type Random = () => number;

/** The same seed gives the same numbers (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Speeds differ from the route's by up to 25 %: up to 15 % by driver, for the whole drive, the rest by stretch of road. */
const DRIVER = 0.15;
const STRETCH = 0.1;
const STRETCH_METRES = 500;
/** Mean seconds of driving between stops of 0–120 s. */
const SECONDS_BETWEEN_STOPS = 300;
const LONGEST_STOP = 120;
const TRACKER_SECONDS = 10;
const GPS_METRES = 6;

export interface Drive {
  readonly destination: Place;
  readonly positions: readonly TrackedPosition[];
  /** Epoch ms. */
  readonly arrivedAt: number;
}

/** A drive along a route as its tracker reports it; it starts at time 0. */
export function simulateDrive(route: Route, destination: Place, random: Random): Drive {
  const driver = 1 + DRIVER * (2 * random() - 1);
  let stretch = 1;
  let stretchEnds = 0;
  let [metres, standing, seconds] = [0, 0, 0];
  const positions: TrackedPosition[] = [];
  const end = route.distanceKm * 1000;
  for (; metres < end; seconds++) {
    if (metres >= stretchEnds)
      [stretch, stretchEnds] = [1 + STRETCH * (2 * random() - 1), metres + STRETCH_METRES];
    const at = locate(route.points, metres);
    const speed = standing > 0 ? 0 : at.speed * driver * stretch;
    if (seconds % TRACKER_SECONDS === 0) positions.push(report(at, { seconds, speed }, random));
    metres += speed;
    standing = Math.max(0, standing - 1);
    if (standing === 0 && random() < 1 / SECONDS_BETWEEN_STOPS) standing = LONGEST_STOP * random();
  }
  return { destination, positions, arrivedAt: seconds * 1000 };
}

interface Located extends Place {
  /** The route's own speed, metres a second. */
  readonly speed: number;
  readonly heading: number;
}

function locate(points: readonly RoutePoint[], metres: number): Located {
  const next = Math.max(
    1,
    points.findIndex((point) => point.metres > metres),
  );
  const [a, b] = [points[next - 1], points[next]];
  if (!a || !b) throw new Error('a route has two places');
  const share = (metres - a.metres) / Math.max(0.01, b.metres - a.metres);
  const [north, east] = [b.lat - a.lat, (b.lng - a.lng) * Math.cos((a.lat * Math.PI) / 180)];
  return {
    lat: a.lat + north * share,
    lng: a.lng + (b.lng - a.lng) * share,
    speed: (b.metres - a.metres) / Math.max(0.01, b.seconds - a.seconds),
    heading: ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360,
  };
}

function report(
  { lat, lng, heading }: Located,
  { seconds, speed }: { seconds: number; speed: number },
  random: Random,
): TrackedPosition {
  const noise = () => ((random() + random() - 1) * GPS_METRES) / 111_195;
  return {
    at: seconds * 1000,
    lat: lat + noise(),
    lng: lng + noise() / Math.cos((lat * Math.PI) / 180),
    speed: Math.round(speed * 3.6),
    heading: Math.round(heading),
    status: speed > 0 ? 'moving' : 'idling',
  };
}
