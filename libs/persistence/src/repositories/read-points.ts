import type { TrackPoint } from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import { ON_TRACK } from './track-repository';
import { timeOr, type TrackPeriod } from './track-spans';

/** Which points are wanted of a track. */
export interface PointsQuery extends TrackPeriod {
  readonly accountId: number;
  readonly assetId: number;
}

/** Points of one statement, by default: the event loop goes on in between, and memory does not grow with a track. */
const CHUNK_POINTS = 10_000;

export interface PointsChunk {
  readonly points: readonly TrackPoint[];
  /** How to go on; null: there are no others. */
  readonly next: PointsQuery | null;
}

/** Returns a chunk of the points of a track, oldest first. */
export async function readPoints(
  sql: Sql,
  track: PointsQuery,
  chunkPoints = CHUNK_POINTS,
): Promise<PointsChunk> {
  const { accountId, assetId, from, to } = track;
  const values = [...[accountId, assetId, timeOr('-infinity', from), timeOr('infinity', to), chunkPoints]];
  const { rows } = await sql.query<{ points: Buffer | null }>(POINTS, values);
  const points = unpack(rows[0]?.points ?? Buffer.alloc(0));
  const last = points.at(-1);
  return { points, next: last && points.length >= chunkPoints ? { ...track, from: last.at + 1 } : null };
}

/**
 * One value for all points, in the binary form of their columns: the driver spends five times as long on as many rows.
 * Points of one instant are never parted.
 */
const POINTS = `
  SELECT string_agg(timestamptz_send(fix_time) || float8send(lat) || float8send(lng)
    || float4send(coalesce(speed, 'NaN')) || boolsend(status = 'moving'), '' ORDER BY fix_time) AS points
  FROM (
    SELECT fix_time, lat, lng, speed, status FROM position
    WHERE account_id = $1 AND asset_id = $2 AND fix_time >= $3 AND fix_time < $4 AND ${ON_TRACK}
    ORDER BY fix_time FETCH FIRST $5 ROWS WITH TIES
  ) AS chunk`;

const POINT_BYTES = 29;
/** Where PostgreSQL begins to count, epoch ms. */
const EPOCH = Date.UTC(2000, 0, 1);

function unpack(bytes: Buffer): TrackPoint[] {
  // It reads numbers several times as fast as a Buffer.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const points: TrackPoint[] = [];
  for (let start = 0; start < bytes.length; start += POINT_BYTES) points.push(pointAt(view, start));
  return points;
}

function pointAt(view: DataView, start: number): TrackPoint {
  const micros = view.getInt32(start) * 2 ** 32 + view.getUint32(start + 4);
  const speed = view.getFloat32(start + 24);
  return {
    at: EPOCH + Math.floor(micros / 1_000),
    lat: view.getFloat64(start + 8),
    lng: view.getFloat64(start + 16),
    speed: Number.isNaN(speed) ? null : speed,
    moving: view.getUint8(start + 28) === 1,
  };
}
