import { thinTrack, type TrackPoint } from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import { ON_TRACK } from './track-repository';

export const DAY_MS = 86_400_000;
/** Points that are kept of a day. */
export const POINTS_PER_DAY = 1_000;
/** Thinned at a time: the event loop goes on in between, and memory does not grow with a day. */
const CHUNK_ROWS = 10_000;

export interface TrackOfDay {
  readonly accountId: number;
  readonly assetId: number;
  /** Fix time, epoch ms, inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Returns at most {@link POINTS_PER_DAY} points of what history has of an asset's day or a part of it, oldest first. */
export async function thinDay(sql: Sql, track: TrackOfDay): Promise<TrackPoint[]> {
  const thinned: TrackPoint[] = [];
  for await (const points of chunksOf(sql, track)) thinned.push(...thinTrack(points, POINTS_PER_DAY));
  return thinTrack(thinned, POINTS_PER_DAY);
}

async function* chunksOf(sql: Sql, { accountId, assetId, from, to }: TrackOfDay) {
  let since = from;
  for (;;) {
    const values = [accountId, assetId, new Date(since), new Date(to), CHUNK_ROWS];
    const { rows } = await sql.query<TrackPoint>(POINTS, values);
    yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < CHUNK_ROWS) return;
    since = last.at + 1;
  }
}

const POINTS = `
  SELECT (extract(epoch FROM fix_time) * 1000)::float8 AS at, lat, lng, speed, status = 'moving' AS moving
  FROM position
  WHERE account_id = $1 AND asset_id = $2 AND fix_time >= $3 AND fix_time < $4 AND ${ON_TRACK}
  ORDER BY fix_time LIMIT $5`;
