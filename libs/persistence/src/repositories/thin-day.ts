import { thinTrack, type TrackPoint } from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import { readPoints, type PointsChunk } from './read-points';
import type { AssetPeriod } from './track-spans';

/** Maximum number of points that are kept of a day. */
export const POINTS_PER_DAY = 1_000;

/** Returns at most {@link POINTS_PER_DAY} points of what history has of an asset's day or a part of it, oldest first. */
export async function thinDay(sql: Sql, track: AssetPeriod): Promise<TrackPoint[]> {
  const thinned: TrackPoint[] = [];
  for (let rest: AssetPeriod | null = track; rest;) {
    const { points, next }: PointsChunk = await readPoints(sql, rest);
    thinned.push(...thinTrack(points, POINTS_PER_DAY));
    rest = next;
  }
  return thinTrack(thinned, POINTS_PER_DAY);
}
