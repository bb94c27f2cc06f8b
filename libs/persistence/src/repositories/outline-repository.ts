import { unpackTrack, type TrackPoint } from '@yipii/domain';
import type { AccountSql } from '../unit-of-work/transaction';
import { DAY_MS, thinDay } from './thin-day';

export interface OutlinePeriod {
  /** Fix time, epoch ms, inclusive. */
  readonly from?: number;
  /** Exclusive. */
  readonly to?: number;
}

/** Where assets within the scope were, as a few points for each day (UTC); in the history database. */
export class OutlineRepository {
  /**
   * Returns at most `POINTS_PER_DAY` points for each day, oldest first: those that are kept, and for a part of a day or
   * a day of which none are kept at the moment those of history.
   */
  async read(sql: AccountSql, assetId: number, period: OutlinePeriod): Promise<TrackPoint[]> {
    const { from = -Infinity, to = Infinity } = period;
    const outline: TrackPoint[][] = [];
    for (const { day, points } of await daysOf(sql, assetId, period)) {
      const isWhole = from <= day && to >= day + DAY_MS;
      const within = { from: Math.max(from, day), to: Math.min(to, day + DAY_MS) };
      const track = { accountId: sql.scope.accountId, assetId, ...within };
      outline.push(isWhole && points ? unpackTrack(points) : await thinDay(sql, track));
    }
    return outline.flat();
  }
}

interface KeptDay {
  /** Epoch ms of its beginning. */
  readonly day: number;
  /** Null: none are kept, or they are to be made again. */
  readonly points: Buffer | null;
}

/** Days of the period on which the asset was somewhere. */
async function daysOf(sql: AccountSql, assetId: number, { from, to }: OutlinePeriod): Promise<KeptDay[]> {
  const values = [
    ...[sql.scope.accountId, assetId],
    from === undefined ? '-infinity' : new Date(from),
    to === undefined ? 'infinity' : new Date(to),
  ];
  const { rows } = await sql.query<KeptDay>(DAYS, values);
  return rows;
}

const DAYS = `
  SELECT (extract(epoch FROM day) * 1000)::float8 AS day, CASE WHEN due_at IS NULL THEN points END AS points
  FROM track_outline
  WHERE account_id = $1 AND asset_id = $2 AND day >= ($3::timestamptz AT TIME ZONE 'UTC')::date
    AND day::timestamp AT TIME ZONE 'UTC' < $4
  ORDER BY track_outline.day`;
