import { metresBetween, type Place } from '../position/place';
import type { Fix } from '../position/outlier';
import { LEAST_NOISE } from './noise';

/** Number of points that show where they lead. */
const ENOUGH = 8;
/** Share by which the steps to and from a point are longer than the line that spares it: noise turns back. */
const ASTRAY = 0.25;
/** Points that lead nowhere keep within so many steps of their middle, and the steps are no longer, metres. */
const NEAR = 2;
const LONGEST_STEP = 130;
/** So many fixes on a step, of which no more than this share turn back, show that it was driven. */
const DENSE = 4;
const TURNS = 1 / 4;

/**
 * The points of an asset that seems to move, each a significant distance from the one before. They tell a poor
 * receiver that stands, whose points keep turning back, from a drive.
 */
export interface Roaming extends Place {
  /** When it began, epoch ms. */
  readonly since: number;
  readonly points: number;
  /** The last point and the one before. */
  readonly to: Place;
  readonly from: Place;
  /** Usual length of two steps, and by how much it exceeds the straight line, metres. */
  readonly path: number;
  readonly detour: number;
  /** Mean square of the distances from the middle, m². */
  readonly squares: number;
  /** Number of fixes since the last point, how many of them turned back, and the last two fixes. */
  readonly fixes: number;
  readonly turns: number;
  readonly last: Place;
  readonly beforeLast: Place;
}

export function beginRoaming({ at, lat, lng }: Fix): Roaming {
  const to = { lat, lng };
  const unknown = { points: 0, path: 0, detour: 0, squares: 0, fixes: 0, turns: 0 };
  return { lat, lng, since: at, to, from: to, last: to, beforeLast: to, ...unknown };
}

/** Updates the points with a fix. */
export function roam(before: Roaming, { lat, lng }: Place): Roaming {
  const last = { lat, lng };
  const fixes = before.fixes + 1;
  const { last: beforeLast } = before;
  const isTurn = metresBetween(before.beforeLast, last) < metresBetween(beforeLast, last);
  const turns = before.turns + (isTurn ? 1 : 0);
  const step = metresBetween(before.to, last);
  if (step <= LEAST_NOISE) return { ...before, fixes, turns, last, beforeLast };
  const points = Math.min(ENOUGH, before.points + 1);
  const mixed = (mean: number, next: number) => mean + (next - mean) / Math.min(ENOUGH, points + 1);
  const two = metresBetween(before.from, before.to) + step;
  const isDriven = fixes >= DENSE && turns <= TURNS * fixes;
  const detour = isDriven ? 0 : two - metresBetween(before.from, last);
  return {
    ...{ since: before.since, points, to: last, from: before.to, last, beforeLast },
    ...{ fixes: 0, turns: 0 },
    lat: mixed(before.lat, lat),
    lng: mixed(before.lng, lng),
    path: mixed(before.path, two),
    detour: mixed(before.detour, detour),
    squares: mixed(before.squares, metresBetween(before, last) ** 2),
  };
}

/** Returns whether the asset stands: its points are those of a receiver that is far off. */
export function leadsNowhere(roaming: Roaming, fix: Place): boolean {
  const { points, path, detour } = roaming;
  const step = path / 2;
  if (points < ENOUGH || detour < ASTRAY * path || step > LONGEST_STEP) return false;
  return metresBetween(roaming, fix) <= NEAR * step;
}
