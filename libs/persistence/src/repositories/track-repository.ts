import type { EnrichedLocation } from '@yipii/protocol';
import type { LocationUpdate } from '@yipii/domain';
import { decodeCursor, isTime, mapPage, pageOf, type SeriesPage } from '../cursor';
import type { AccountSql } from '../unit-of-work/transaction';
import { toLocation, TRACK_COLUMNS, type TrackRow } from './track-row';

/** Whose track. History does not know the names of assets. */
export interface TrackedAsset {
  readonly id: number;
  readonly name: string;
}

export interface TrackQuery {
  /** Fix time, epoch ms, inclusive. */
  readonly from?: number;
  /** Exclusive. */
  readonly to?: number;
  readonly cursor?: string;
  readonly limit: number;
}

/** A record as history has it, streamed or not. */
export type TrackRecord = Omit<EnrichedLocation, 'seq'> & {
  /** Null: it was not streamed. */
  readonly seq: number | null;
  readonly unstreamed: string | null;
};

/** What was recorded of the assets within the scope; in the database of history (`HistoryDatabase`). */
export class TrackRepository {
  /**
   * Streamed positions, newest first.
   * @throws InvalidCursor
   */
  async positions(
    sql: AccountSql,
    asset: TrackedAsset,
    query: TrackQuery,
  ): Promise<SeriesPage<LocationUpdate>> {
    const page = await newestFirst(sql, { asset, query, filter: 'AND unstreamed IS NULL' });
    return mapPage(page, (row) => streamed(row, asset));
  }

  /**
   * Every record, those without a fix, late ones and doubtful ones too; newest fix time first.
   * @throws InvalidCursor
   */
  async records(sql: AccountSql, asset: TrackedAsset, query: TrackQuery): Promise<SeriesPage<TrackRecord>> {
    const page = await newestFirst(sql, { asset, query, filter: '' });
    return mapPage(page, (row) => ({
      ...toLocation(row, asset),
      seq: row.seq === null ? null : Number(row.seq),
      unstreamed: row.unstreamed,
    }));
  }

  /**
   * Streamed positions behind the one with the number `afterSeq`, oldest first: what a client has missed. The
   * `seq` of the last one is where to go on.
   */
  async missed(
    sql: AccountSql,
    asset: TrackedAsset,
    { afterSeq, limit }: { readonly afterSeq: number; readonly limit: number },
  ): Promise<LocationUpdate[]> {
    const { rows } = await sql.query<TrackRow>(MISSED, [sql.scope.accountId, asset.id, afterSeq, limit]);
    return rows.map((row) => streamed(row, asset));
  }
}

interface Selection {
  readonly asset: TrackedAsset;
  readonly query: TrackQuery;
  readonly filter: string;
}

async function newestFirst(
  sql: AccountSql,
  { asset, query, filter }: Selection,
): Promise<SeriesPage<TrackRow>> {
  const { from, to, cursor, limit } = query;
  const [fixTime, eventId] = cursor === undefined ? [] : decodeCursor(cursor, isTrackKey);
  const values = [
    ...[sql.scope.accountId, asset.id, timeOr('-infinity', from), timeOr('infinity', to), limit + 1],
    ...(fixTime === undefined ? [] : [new Date(fixTime), eventId]),
  ];
  const behind = fixTime === undefined ? '' : BEHIND_CURSOR;
  const text = `
    SELECT ${TRACK_COLUMNS} FROM position
    WHERE account_id = $1 AND asset_id = $2 AND fix_time >= $3 AND fix_time < $4 ${behind} ${filter}
    ORDER BY fix_time DESC, event_id DESC LIMIT $5`;
  const { rows } = await sql.query<TrackRow>(text, values);
  return pageOf(rows, limit, ({ fix_time, event_id }) => [fix_time.getTime(), event_id]);
}

/** The first comparison is redundant, but lets PostgreSQL skip the partitions of later days. */
const BEHIND_CURSOR = 'AND fix_time <= $6 AND (fix_time, event_id) < ($6, $7::uuid)';

/**
 * There is no index by `seq`: it grows with the fix time. So the search goes back from now, twice as far with
 * each step, to the first moment from which on nothing that was missed can be left out, and reads on from there.
 */
const MISSED = `
  SELECT ${TRACK_COLUMNS} FROM position
  WHERE account_id = $1 AND asset_id = $2 AND unstreamed IS NULL AND seq > $3 AND fix_time >= coalesce((
    SELECT since FROM generate_series(0, 20) AS step
    CROSS JOIN LATERAL (SELECT now() - interval '1 minute' * 2 ^ step AS since) AS moment
    CROSS JOIN LATERAL (
      SELECT seq FROM position
      WHERE account_id = $1 AND asset_id = $2 AND unstreamed IS NULL AND fix_time >= since
      ORDER BY fix_time LIMIT 1
    ) AS first
    WHERE first.seq <= $3 ORDER BY step LIMIT 1
  ), '-infinity')
  ORDER BY fix_time LIMIT $4`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isTrackKey(key: readonly unknown[]): key is readonly [number, string] {
  return key.length === 2 && isTime(key[0]) && typeof key[1] === 'string' && UUID.test(key[1]);
}

function timeOr(infinity: string, time: number | undefined): Date | string {
  return time === undefined ? infinity : new Date(time);
}

/** A streamed position always has its number and its place. */
function streamed(row: TrackRow, asset: TrackedAsset): LocationUpdate {
  const [seq, lat, lng] = [row.seq, row.lat, row.lng].map(Number) as [number, number, number];
  return { ...toLocation(row, asset), status: row.status, seq, lat, lng };
}
