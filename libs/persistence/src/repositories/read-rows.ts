import type { Sql } from '@yipii/platform';
import { readPacks } from '../packed/read-packs';
import { compareKeys, keyOf, mergeRows, type HistoryKey } from '../packed/history-key';
import { isOnTrack, ON_TRACK } from './on-track';
import { TRACK_COLUMNS, type TrackRow } from './track-row';
import { timeOr, type AssetPeriod, type TrackPeriod } from './track-spans';

export interface RowsQuery extends AssetPeriod {
  readonly order: 'ASC' | 'DESC';
  /** Whether only rows of the track are meant, or all. */
  readonly isOnTrack: boolean;
  /** The row that these come after, in their order; null: the first ones are meant. */
  readonly behind: HistoryKey | null;
  readonly limit: number;
}

/** Returns rows of history by fix time and id, those that are packed and those that are not. */
export async function readRows(sql: Sql, query: RowsQuery): Promise<TrackRow[]> {
  // In this order: what is packed in between is then found twice, and not missed.
  const rows = await unpackedRows(sql, query);
  const packed = await packedRows(sql, query);
  if (packed.length === 0) return rows;
  const all = mergeRows(rows, packed);
  return (query.order === 'ASC' ? all : all.reverse()).slice(0, query.limit);
}

async function unpackedRows(sql: Sql, query: RowsQuery): Promise<TrackRow[]> {
  const { accountId, assetId, order, behind } = query;
  const { from, to } = periodOf(query);
  const text = `
    SELECT ${TRACK_COLUMNS} FROM position
    WHERE account_id = $1 AND asset_id = $2 AND fix_time >= $3 AND fix_time < $4
      ${behind ? `AND (fix_time, event_id) ${order === 'ASC' ? '>' : '<'} ($6, $7::uuid)` : ''}
      ${query.isOnTrack ? `AND ${ON_TRACK}` : ''}
    ORDER BY fix_time ${order}, event_id ${order} LIMIT $5`;
  const { rows } = await sql.query<TrackRow>(text, [
    ...[accountId, assetId, timeOr('-infinity', from), timeOr('infinity', to), query.limit],
    ...(behind ? [behind.fixTime, behind.eventId] : []),
  ]);
  return rows;
}

async function packedRows(sql: Sql, query: RowsQuery): Promise<TrackRow[]> {
  const { accountId, assetId, order, limit } = query;
  const { from = -Infinity, to = Infinity } = periodOf(query);
  const found: TrackRow[] = [];
  for await (const pack of readPacks(sql, { accountId, assetId, ...periodOf(query) }, order)) {
    const rows = pack.rows((at) => at >= from && at < to).filter((row) => isWanted(row, query));
    found.push(...(order === 'ASC' ? rows : rows.reverse()));
    if (found.length >= limit) break;
  }
  return found;
}

function isWanted(row: TrackRow, { behind, order, isOnTrack: onlyTrack }: RowsQuery): boolean {
  if (onlyTrack && !isOnTrack(row)) return false;
  if (!behind) return true;
  const apart = compareKeys(keyOf(row), behind);
  return order === 'ASC' ? apart > 0 : apart < 0;
}

/** The period that is left behind a row. */
function periodOf({ from, to, order, behind }: RowsQuery): TrackPeriod {
  if (!behind) return { from, to };
  const at = behind.fixTime.getTime();
  return order === 'ASC'
    ? { from: Math.max(from ?? at, at), to }
    : { from, to: Math.min(to ?? Infinity, at + 1) };
}
