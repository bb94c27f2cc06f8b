import type { EnrichedLocation } from '@yipii/protocol';
import type { LocationUpdate } from '@yipii/domain';
import { isUuid } from '@yipii/platform';
import { decodeCursor, isTime, mapPage, pageOf, type SeriesPage } from '../cursor';
import type { AccountSql } from '../unit-of-work/transaction';
import { packsAfter, packsAt } from '../packed/read-packs';
import { keyOf, mergeRows, type HistoryKey } from '../packed/history-key';
import { isOnTrack, ON_TRACK } from './on-track';
import { readRows } from './read-rows';
import { toLocation, TRACK_COLUMNS, type TrackRow } from './track-row';
import { trackSpans, type TrackPeriod } from './track-spans';

/** The asset of a track. History does not store the names of assets. */
export interface TrackedAsset {
  readonly id: number;
  readonly name: string;
}

export interface TrackQuery extends TrackPeriod {
  readonly cursor?: string;
  readonly limit: number;
}

/** A record in history, streamed or not. */
export type TrackRecord = Omit<EnrichedLocation, 'seq'> & {
  /** Null if it was not streamed. */
  readonly seq: number | null;
  readonly unstreamed: string | null;
};

/** A position of a track. */
export type TrackPosition = Omit<LocationUpdate, 'seq'> & {
  /** Null if it came too late to be streamed. */
  readonly seq: number | null;
};

export interface FollowingQuery extends Pick<TrackQuery, 'from' | 'to' | 'limit'> {
  readonly behind: HistoryKey | null;
}

export interface MissedQuery {
  readonly afterSeq: number;
  readonly limit: number;
}

export interface FollowingPage {
  readonly items: readonly TrackPosition[];
  /** Where the next page continues; null: there is none. */
  readonly last: HistoryKey | null;
}

/** Recorded positions of the assets within the scope; in the history database (`HistoryDatabase`). */
export class TrackRepository {
  /**
   * Returns where the asset was, newest first.
   * @throws InvalidCursor
   */
  async positions(
    sql: AccountSql,
    asset: TrackedAsset,
    query: TrackQuery,
  ): Promise<SeriesPage<TrackPosition>> {
    const page = await newestFirst(sql, { asset, query, isOnTrack: true });
    return mapPage(page, (row) => positionOf(row, asset));
  }

  /** Returns where the asset was, oldest first: the page after a position, or the first page. */
  async following(
    sql: AccountSql,
    asset: TrackedAsset,
    { from, to, limit, behind }: FollowingQuery,
  ): Promise<FollowingPage> {
    const wanted = {
      accountId: sql.scope.accountId,
      assetId: asset.id,
      order: 'ASC',
      isOnTrack: true,
    } as const;
    const rows = await readRows(sql, { ...wanted, from, to, limit, behind });
    const last = rows.at(-1);
    return {
      items: rows.map((row) => positionOf(row, asset)),
      last: last && rows.length === limit ? keyOf(last) : null,
    };
  }

  /**
   * Returns every record, including those without a fix, late and doubtful ones; newest fix time first.
   * @throws InvalidCursor
   */
  async records(sql: AccountSql, asset: TrackedAsset, query: TrackQuery): Promise<SeriesPage<TrackRecord>> {
    const page = await newestFirst(sql, { asset, query, isOnTrack: false });
    return mapPage(page, (row) => ({
      ...toLocation(row, asset),
      seq: row.seq === null ? null : Number(row.seq),
      unstreamed: row.unstreamed,
    }));
  }

  /** Returns the positions of the given fix times (epoch ms), oldest first. */
  async at(sql: AccountSql, asset: TrackedAsset, times: readonly number[]): Promise<TrackPosition[]> {
    if (times.length === 0) return [];
    const moments = times.map((time) => new Date(time));
    const bounds = [new Date(Math.min(...times)), new Date(Math.max(...times))];
    // What is packed in between is found twice, and not missed; so it is below.
    const { rows } = await sql.query<TrackRow>(AT, [sql.scope.accountId, asset.id, moments, ...bounds]);
    const packed = await packedAt(sql, asset, times);
    const found = new Map(
      mergeRows(rows, packed)
        .reverse()
        .map((row) => [row.fix_time.getTime(), row]),
    );
    return [...found.values()].reverse().map((row) => positionOf(row, asset));
  }

  /**
   * Returns the positions streamed after the one with the number `afterSeq`, oldest first: those that a client has
   * missed. Continue with the `seq` of the last one.
   */
  async missed(
    sql: AccountSql,
    asset: TrackedAsset,
    { afterSeq, limit }: MissedQuery,
  ): Promise<LocationUpdate[]> {
    const { rows } = await sql.query<TrackRow>(MISSED, [sql.scope.accountId, asset.id, afterSeq, limit]);
    const packed = await packedAfter(sql, asset, { afterSeq, limit });
    const all = mergeRows(rows, packed).slice(0, limit);
    return all.map((row) => streamed(row, asset));
  }
}

/** Times that are looked up at once: each may be in a pack of its own, and the event loop goes on in between. */
const TIMES_AT_ONCE = 64;

async function packedAt(sql: AccountSql, asset: TrackedAsset, times: readonly number[]): Promise<TrackRow[]> {
  const query = { accountId: sql.scope.accountId, assetId: asset.id };
  const found: TrackRow[] = [];
  for (let start = 0; start < times.length; start += TIMES_AT_ONCE) {
    const wanted = new Set(times.slice(start, start + TIMES_AT_ONCE));
    for (const pack of await packsAt(sql, query, [...wanted]))
      found.push(...pack.rows((at) => wanted.has(at)).filter(isOnTrack));
  }
  return found;
}

async function packedAfter(
  sql: AccountSql,
  asset: TrackedAsset,
  { afterSeq, limit }: MissedQuery,
): Promise<TrackRow[]> {
  const found: TrackRow[] = [];
  for await (const pack of packsAfter(sql, { accountId: sql.scope.accountId, assetId: asset.id }, afterSeq)) {
    found.push(...pack.rows().filter(({ seq, unstreamed }) => unstreamed === null && Number(seq) > afterSeq));
    if (found.length >= limit) break;
  }
  return found;
}

interface Selection {
  readonly asset: TrackedAsset;
  readonly query: TrackQuery;
  readonly isOnTrack: boolean;
}

async function newestFirst(
  sql: AccountSql,
  { asset, query, isOnTrack }: Selection,
): Promise<SeriesPage<TrackRow>> {
  const { from, to, cursor, limit } = query;
  const list = `track:${asset.id}`;
  const key = cursor === undefined ? null : decodeCursor(cursor, list, isTrackKey);
  const behind = key && { fixTime: new Date(key[0]), eventId: key[1] };
  const period = { from, to: key ? Math.min(to ?? Infinity, key[0] + 1) : to };
  const spans = isOnTrack ? await trackSpans(sql, asset.id, period) : [period];
  const wanted = {
    accountId: sql.scope.accountId,
    assetId: asset.id,
    order: 'DESC',
    isOnTrack,
    behind,
  } as const;
  const rows: TrackRow[] = [];
  for (const span of spans.reverse()) {
    rows.push(...(await readRows(sql, { ...wanted, ...span, limit: limit + 1 - rows.length })));
    if (rows.length > limit) break;
  }
  return pageOf(rows, limit, { list, keyOf: ({ fix_time, event_id }) => [fix_time.getTime(), event_id] });
}

/** The bounds are redundant, but let PostgreSQL skip the partitions of all other days before it plans. */
const AT = `
  SELECT found.* FROM unnest($3::timestamptz[]) AS wanted (at) CROSS JOIN LATERAL (
    SELECT ${TRACK_COLUMNS} FROM position
    WHERE account_id = $1 AND asset_id = $2 AND fix_time = wanted.at AND fix_time >= $4 AND fix_time <= $5 AND ${ON_TRACK}
    ORDER BY event_id LIMIT 1
  ) AS found
  ORDER BY found.fix_time`;

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

/** Fix time, epoch ms, and event id. */
type TrackKey = readonly [number, string];

function isTrackKey(key: readonly unknown[]): key is TrackKey {
  return key.length === 2 && isTime(key[0]) && typeof key[1] === 'string' && isUuid(key[1]);
}

/** A streamed position always has a number. */
function streamed(row: TrackRow, asset: TrackedAsset): LocationUpdate {
  return { ...positionOf(row, asset), seq: Number(row.seq) };
}

/** A position of a track always has coordinates. */
function positionOf(row: TrackRow, asset: TrackedAsset): TrackPosition {
  const { seq, lat, lng, status } = row;
  return {
    ...toLocation(row, asset),
    seq: seq === null ? null : Number(seq),
    status,
    lat: Number(lat),
    lng: Number(lng),
  };
}
