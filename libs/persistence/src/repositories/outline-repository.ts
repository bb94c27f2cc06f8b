import { thinTrack, type TrackPoint } from '@yipii/domain';
import type { AccountSql } from '../unit-of-work/transaction';
import { ON_TRACK } from './track-repository';

/** Number of points per day. */
export const POINTS_PER_DAY = 1_000;
const DAY_MS = 86_400_000;

export interface OutlinePeriod {
  /** Fix time, epoch ms, inclusive. */
  readonly from?: number;
  /** Exclusive. */
  readonly to?: number;
}

/** Where assets within the scope were, as a few points for each day (UTC); in the history database. */
export class OutlineRepository {
  /** Returns at most {@link POINTS_PER_DAY} points for each day, oldest first. */
  async read(sql: AccountSql, assetId: number, period: OutlinePeriod): Promise<TrackPoint[]> {
    const outline: TrackPoint[] = [];
    for (const day of await daysOf(sql, assetId, period)) {
      const { from = -Infinity, to = Infinity } = period;
      const within = { from: Math.max(from, day), to: Math.min(to, day + DAY_MS) };
      outline.push(...thinTrack(await pointsOf(sql, assetId, within), POINTS_PER_DAY));
    }
    return outline;
  }
}

/** Days of the period on which the asset was somewhere, as the epoch ms of their beginnings. */
async function daysOf(sql: AccountSql, assetId: number, { from, to }: OutlinePeriod): Promise<number[]> {
  const values = [
    ...[sql.scope.accountId, assetId],
    from === undefined ? '-infinity' : new Date(from),
    to === undefined ? 'infinity' : new Date(to),
  ];
  const { rows } = await sql.query<{ at: number }>(DAYS, values);
  return rows.map(({ at }) => at - (at % DAY_MS));
}

/** From the first position of a day to the first of any later one: a look at the index for each day. */
const DAYS = `
  WITH RECURSIVE first AS (
    (SELECT fix_time FROM position
     WHERE account_id = $1 AND asset_id = $2 AND fix_time >= $3 AND fix_time < $4 AND ${ON_TRACK}
     ORDER BY fix_time LIMIT 1)
    UNION ALL
    SELECT (
      SELECT fix_time FROM position
      WHERE account_id = $1 AND asset_id = $2 AND fix_time < $4 AND ${ON_TRACK}
        AND fix_time >= date_trunc('day', first.fix_time, 'UTC') + interval '1 day'
      ORDER BY fix_time LIMIT 1
    ) FROM first WHERE first.fix_time IS NOT NULL
  )
  SELECT (extract(epoch FROM fix_time) * 1000)::float8 AS at FROM first WHERE fix_time IS NOT NULL`;

/** All points of a period, oldest first. */
async function pointsOf(
  sql: AccountSql,
  assetId: number,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<TrackPoint[]> {
  const values = [sql.scope.accountId, assetId, new Date(from), new Date(to)];
  const { rows } = await sql.query<{
    at: number;
    lat: number;
    lng: number;
    speed: number | null;
    moving: boolean;
  }>(POINTS, values);
  return rows;
}

const POINTS = `
  SELECT (extract(epoch FROM fix_time) * 1000)::float8 AS at, lat, lng, speed, status = 'moving' AS moving
  FROM position
  WHERE account_id = $1 AND asset_id = $2 AND fix_time >= $3 AND fix_time < $4 AND ${ON_TRACK}
  ORDER BY fix_time`;
