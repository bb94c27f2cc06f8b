import type { TrackPoint } from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import { readPacks } from '../packed/read-packs';
import { ON_TRACK } from './on-track';
import { timeOr, type AssetPeriod } from './track-spans';

/** Points of one statement, by default: the event loop goes on in between, and memory does not grow with a track. */
const CHUNK_POINTS = 10_000;

export interface PointsChunk {
  readonly points: readonly TrackPoint[];
  /** How to go on; null: there are no others. */
  readonly next: AssetPeriod | null;
}

/** Returns a chunk of the points of a track, oldest first. */
export async function readPoints(
  sql: Sql,
  track: AssetPeriod,
  chunkPoints = CHUNK_POINTS,
): Promise<PointsChunk> {
  // In this order: what is packed in between is then found twice, and not missed.
  const unpacked = await unpackedPoints(sql, track, chunkPoints);
  const packed = await packedPoints(sql, track, chunkPoints);
  const end = Math.min(unpacked.end, packed.end);
  const points = merged(unpacked.points, packed.points).filter(({ at }) => at <= end);
  return { points, next: end === Infinity ? null : { ...track, from: end + 1 } };
}

/** The first points of a track in one of the places where they are stored. */
interface FirstPoints {
  readonly points: readonly TrackPoint[];
  /** The fix time up to which these are all; infinity: there are no others. */
  readonly end: number;
}

async function unpackedPoints(sql: Sql, track: AssetPeriod, chunkPoints: number): Promise<FirstPoints> {
  const { accountId, assetId, from, to } = track;
  const values = [...[accountId, assetId, timeOr('-infinity', from), timeOr('infinity', to), chunkPoints]];
  const { rows } = await sql.query<{ points: Buffer | null }>(POINTS, values);
  const points = unpack(rows[0]?.points ?? Buffer.alloc(0));
  const last = points.at(-1);
  return { points, end: last && points.length >= chunkPoints ? last.at : Infinity };
}

async function packedPoints(sql: Sql, track: AssetPeriod, chunkPoints: number): Promise<FirstPoints> {
  const { from = -Infinity, to = Infinity } = track;
  const points: TrackPoint[] = [];
  for await (const pack of readPacks(sql, track)) {
    // More than enough are there, and no others of the moment that ends the chunk are in what follows.
    const last = points[chunkPoints - 1];
    const next = pack.points().filter(({ at }) => at >= from && at < to);
    if (last && next[0] && next[0].at > last.at) return { points, end: points.at(-1)?.at ?? last.at };
    points.push(...next);
  }
  return { points, end: Infinity };
}

/** Points of both places; a point that is in both is in it once. */
function merged(some: readonly TrackPoint[], others: readonly TrackPoint[]): readonly TrackPoint[] {
  if (some.length === 0 || others.length === 0) return some.length === 0 ? others : some;
  const points = [...some, ...others].sort((a, b) => a.at - b.at);
  return points.filter((point, index) => !isSame(point, points[index - 1]));
}

function isSame(point: TrackPoint, other: TrackPoint | undefined): boolean {
  return other !== undefined && point.at === other.at && point.lat === other.lat && point.lng === other.lng;
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
