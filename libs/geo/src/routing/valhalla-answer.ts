import { metresBetween } from '@yipii/domain';
import { decodePolyline } from './polyline';
import type { Route, RoutePoint } from './routing.ports';

/** The parts of a `/route` response that we read; one leg per pair of locations, so a single one. */
export interface ValhallaAnswer {
  readonly trip: { readonly legs: readonly [ValhallaLeg] };
}

interface ValhallaLeg {
  /** Polyline of six digits. */
  readonly shape: string;
  readonly maneuvers: readonly Maneuver[];
}

interface Maneuver {
  /** Seconds. */
  readonly time: number;
  /** Indexes into the shape's points; each maneuver starts where the previous one ends. */
  readonly begin_shape_index: number;
  readonly end_shape_index: number;
}

/** `{ "error_code": 442, "error": "No path could be found for input" }` */
export interface ValhallaRefusal {
  readonly error_code: number;
  readonly error: string;
}

/** "Path distance exceeds the max", "unconnected regions", "no suitable edges near location", "no path could be found". */
const NO_ROUTE = new Set([154, 170, 171, 442]);

/** Whether a refusal is about these places; others are about the server. */
export function isValhallaRefusal(value: unknown): value is ValhallaRefusal {
  return isObject(value) && typeof value.error === 'string' && NO_ROUTE.has(value.error_code as number);
}

export function isValhallaAnswer(value: unknown): value is ValhallaAnswer {
  if (!isObject(value) || !isObject(value.trip) || !Array.isArray(value.trip.legs)) return false;
  const [leg] = value.trip.legs as unknown[];
  return (
    isObject(leg) &&
    typeof leg.shape === 'string' &&
    Array.isArray(leg.maneuvers) &&
    leg.maneuvers.length > 0 &&
    leg.maneuvers.every(isManeuver)
  );
}

function isManeuver(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { time, begin_shape_index: begin, end_shape_index: end } = value;
  return [time, begin, end].every((number) => Number.isFinite(number) && (number as number) >= 0);
}

/** @throws if the maneuvers do not cover the shape in order */
export function routeOf({ trip: { legs } }: ValhallaAnswer): Route {
  const [{ shape, maneuvers }] = legs;
  const places = decodePolyline(shape);
  const metres: number[] = [0];
  for (let i = 1; i < places.length; i++) {
    const [before, place] = [places[i - 1], places[i]];
    metres.push((metres[i - 1] ?? 0) + (before && place ? metresBetween(before, place) : 0));
  }
  const seconds = secondsOf(maneuvers, metres);
  const points: RoutePoint[] = places.map((place, i) => ({
    ...place,
    metres: metres[i] ?? 0,
    seconds: seconds[i] ?? 0,
  }));
  const last = points.at(-1);
  if (!last) throw new Error('a route without places');
  return { source: 'valhalla', distanceKm: last.metres / 1000, seconds: last.seconds, points };
}

/** Seconds from the start to each point; within a maneuver they are proportional to metres. */
function secondsOf(maneuvers: readonly Maneuver[], metres: readonly number[]): number[] {
  const seconds = [0];
  let before = 0;
  for (const { time, begin_shape_index: begin, end_shape_index: end } of maneuvers) {
    if (begin !== seconds.length - 1 || end < begin || end >= metres.length)
      throw new Error('maneuvers beside the shape');
    const start = metres[begin] ?? 0;
    const length = (metres[end] ?? 0) - start;
    metres.slice(begin + 1, end + 1).forEach((metre, i) => {
      seconds.push(before + time * (length > 0 ? (metre - start) / length : (i + 1) / (end - begin)));
    });
    before += time;
  }
  if (seconds.length !== metres.length) throw new Error('maneuvers do not cover the shape');
  return seconds;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
