import type { AccountSql } from '../unit-of-work/transaction';

/** Fix time, epoch ms; absent: open. */
export interface TrackPeriod {
  /** Inclusive. */
  readonly from?: number;
  /** Exclusive. */
  readonly to?: number;
}

/** A period of an asset. */
export interface AssetPeriod extends TrackPeriod {
  readonly accountId: number;
  readonly assetId: number;
}

/** A part of a track that one statement reads. */
export interface TrackSpan extends TrackPeriod {
  readonly from: number;
  readonly to: number;
}

export const DAY_MS = 86_400_000;
/** A day of an asset, as {@link ASSET_DAY} selects it from `track_outline`. */
export interface AssetDay {
  readonly account_id: string;
  readonly asset_id: string;
  /** Epoch ms of its beginning. */
  readonly starts: number;
}

export const ASSET_DAY = 'account_id, asset_id, (extract(epoch FROM day) * 1000)::float8 AS starts';
/** Of `track_outline`, epoch ms. */
export const DAY = '(extract(epoch FROM day) * 1000)::float8 AS day';
/** $1 is the account, $2 the asset, $3 and $4 are the period. */
export const WITHIN_PERIOD = `
  FROM track_outline
  WHERE account_id = $1 AND asset_id = $2 AND day >= ($3::timestamptz AT TIME ZONE 'UTC')::date
    AND day::timestamp AT TIME ZONE 'UTC' < $4
  ORDER BY track_outline.day`;

/** PostgreSQL plans each partition, a day, that a statement may touch: a year of them takes longer than to read one. */
const SPAN_MS = 8 * DAY_MS;

/** Returns the parts of a period in which the asset was somewhere, oldest first, each of a few days. */
export async function trackSpans(
  sql: AccountSql,
  assetId: number,
  period: TrackPeriod,
): Promise<TrackSpan[]> {
  const { from = -Infinity, to = Infinity } = period;
  if (to - from <= SPAN_MS) return [{ from, to }];
  const { rows } = await sql.query<{ day: number }>(DAYS, [
    ...[sql.scope.accountId, assetId, timeOr('-infinity', period.from), timeOr('infinity', period.to)],
  ]);
  const spans = spansOf(rows.map(({ day }) => day));
  return spans.map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) }));
}

/** @param days their beginnings, epoch ms, in order */
function spansOf(days: readonly number[]): TrackSpan[] {
  const spans: TrackSpan[] = [];
  for (const day of days) {
    const last = spans.at(-1);
    const isWithin = last !== undefined && day < last.from + SPAN_MS;
    if (isWithin) spans.pop();
    spans.push({ from: isWithin ? last.from : day, to: day + DAY_MS });
  }
  return spans;
}

export function timeOr(infinity: string, time: number | undefined): Date | string {
  return time === undefined ? infinity : new Date(time);
}

/** A row for each day on which an asset was somewhere is written with the first position of that day. */
const DAYS = `SELECT ${DAY} ${WITHIN_PERIOD}`;
