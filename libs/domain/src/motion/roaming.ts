import { metresBetween, type Place } from '../position/place';
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
/** How far such points are from their middle, as a share of two steps. */
const SCATTER = 0.4;

/**
 * The way of an asset that seems to move, by points that are a significant distance apart. They tell a poor receiver
 * that stands, whose points keep turning back, from a drive.
 */
export interface Roaming {
  readonly points: Points;
  /** Number of fixes since the last point, and how many of them turned back. */
  readonly fixes: number;
  readonly turns: number;
  /** The fix before the last one. */
  readonly beforeLast: Place;
}

/** The middle of the latest points. */
interface Points extends Place {
  readonly count: number;
  /** The last point and the one before, and the metres between them. */
  readonly to: Place;
  readonly from: Place;
  readonly step: number;
  /** Usual length of two steps, and by how much it exceeds the straight line, metres. */
  readonly path: number;
  readonly detour: number;
}

export function beginRoaming({ lat, lng }: Place): Roaming {
  const to = { lat, lng };
  const points = { lat, lng, count: 0, to, from: to, step: 0, path: 0, detour: 0 };
  return { points, fixes: 0, turns: 0, beforeLast: to };
}

/**
 * Updates the way with a fix. It is called for each fix of a moving asset: most of them are no point.
 * @param last the fix before
 */
export function roam({ points, fixes, turns, beforeLast }: Roaming, last: Place, fix: Place): Roaming {
  const step = metresBetween(points.to, fix);
  const isPoint = step > LEAST_NOISE;
  if (isPoint && fixes + 1 < DENSE)
    return { points: nextPoint(points, fix, step, false), fixes: 0, turns: 0, beforeLast: last };
  const isTurn = metresBetween(beforeLast, fix) < metresBetween(last, fix);
  const turned = isTurn ? turns + 1 : turns;
  if (!isPoint) return { points, fixes: fixes + 1, turns: turned, beforeLast: last };
  const isDriven = turned <= TURNS * (fixes + 1);
  return { points: nextPoint(points, fix, step, isDriven), fixes: 0, turns: 0, beforeLast: last };
}

function nextPoint(points: Points, { lat, lng }: Place, step: number, isDriven: boolean): Points {
  const to = { lat, lng };
  const count = Math.min(ENOUGH, points.count + 1);
  const weight = 1 / Math.min(ENOUGH, count + 1);
  const two = points.step + step;
  const detour = isDriven ? 0 : two - metresBetween(points.from, to);
  return {
    lat: points.lat + (lat - points.lat) * weight,
    lng: points.lng + (lng - points.lng) * weight,
    count,
    to,
    from: points.to,
    step,
    path: points.path + (two - points.path) * weight,
    detour: points.detour + (detour - points.detour) * weight,
  };
}

/** Returns whether the asset stands: its points are those of a receiver that is far off. */
export function leadsNowhere({ points }: Roaming, fix: Place): boolean {
  const { count, path, detour } = points;
  const step = path / 2;
  if (count < ENOUGH || detour < ASTRAY * path || step > LONGEST_STEP) return false;
  return metresBetween(points, fix) <= NEAR * step;
}

/** Returns how far the fixes of an asset whose way leads nowhere are off, metres. */
export function scatterOf({ points }: Roaming): number {
  return SCATTER * points.path;
}

export function middleOf({ points: { lat, lng } }: Roaming): Place {
  return { lat, lng };
}
