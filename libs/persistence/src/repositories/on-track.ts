import type { TrackRow } from './track-row';

type Placed<Row> = Row & { readonly lat: number; readonly lng: number };

/** Degrees around 0° N 0° E, where a fix lies that was never taken. */
const NULL_ISLAND = 0.002;

/**
 * A track is what was streamed and what came too late for that; positions that are doubted are not of it. Late ones
 * were not compared with where a fix lies that was never taken. In SQL, and of rows that are read: {@link isOnTrack}.
 */
export const ON_TRACK = `lat IS NOT NULL AND (unstreamed IS NULL
  OR unstreamed = 'late' AND (abs(lat) > ${NULL_ISLAND} OR abs(lng) > ${NULL_ISLAND}))`;

export function isOnTrack<Row extends Pick<TrackRow, 'lat' | 'lng' | 'unstreamed'>>(
  row: Row,
): row is Placed<Row> {
  const { lat, lng, unstreamed } = row;
  if (lat === null || lng === null) return false;
  if (unstreamed === null) return true;
  return unstreamed === 'late' && (Math.abs(lat) > NULL_ISLAND || Math.abs(lng) > NULL_ISLAND);
}
