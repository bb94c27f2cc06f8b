import { unpackTrack, type TrackPoint } from '@yipii/domain';
import type { AccountSql } from '../unit-of-work/transaction';
import { thinDay } from './thin-day';
import { DAY, DAY_MS, timeOr, WITHIN_PERIOD, type TrackPeriod } from './track-spans';

/** Where assets within the scope were, as a few points for each day (UTC); in the history database. */
export class OutlineRepository {
  /**
   * Returns at most `POINTS_PER_DAY` points for each day, oldest first: those that are kept, and for a part of a day or
   * a day of which none are kept at the moment those of history.
   */
  async read(sql: AccountSql, assetId: number, period: TrackPeriod): Promise<TrackPoint[]> {
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
async function daysOf(sql: AccountSql, assetId: number, { from, to }: TrackPeriod): Promise<KeptDay[]> {
  const values = [...[sql.scope.accountId, assetId], ...[timeOr('-infinity', from), timeOr('infinity', to)]];
  const { rows } = await sql.query<KeptDay>(DAYS, values);
  return rows;
}

const DAYS = `SELECT ${DAY}, CASE WHEN due_at IS NULL THEN points END AS points ${WITHIN_PERIOD}`;
