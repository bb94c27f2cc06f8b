/** Where a marker is between two fixes. */
export interface Spot {
  readonly lat: number;
  readonly lng: number;
}

/** Beyond this it would drive through houses. */
const JUMP_M = 500;
const LONGEST_MS = 30_000;
const METRES_PER_DEGREE = 111_320;

/** An even move from one place to the newest fix; null: it jumps. */
export interface Glide {
  readonly from: Spot;
  readonly to: Spot;
  readonly startedAt: number;
  readonly durationMs: number;
}

/** @param intervalMs between the last two fixes: the move takes as long as the vehicle did */
export function glideTo(from: Spot, to: Spot, intervalMs: number, startedAt: number): Glide | null {
  if (metresBetween(from, to) > JUMP_M || intervalMs <= 0) return null;
  return { from, to, startedAt, durationMs: Math.min(intervalMs, LONGEST_MS) };
}

/** Never beyond the newest fix. */
export function spotOf({ from, to, startedAt, durationMs }: Glide, now: number): Spot {
  const share = Math.min(1, Math.max(0, (now - startedAt) / durationMs));
  return { lat: from.lat + (to.lat - from.lat) * share, lng: from.lng + (to.lng - from.lng) * share };
}

export function metresBetween(a: Spot, b: Spot): number {
  const north = (b.lat - a.lat) * METRES_PER_DEGREE;
  const east = (b.lng - a.lng) * METRES_PER_DEGREE * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}
