import type { TrackerRecord } from './tracker-record';

/** GPS trackers of today were not there before; a date this old is a clock that was never set. */
const EARLIEST_FIX = Date.UTC(2000, 0, 1);
/** How far a device's clock may run ahead of ours. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** `insane`: impossible date or coordinates; `future`: ahead of our clock; `no_fix`: telemetry without a position. */
export type FixDoubt = 'insane' | 'future' | 'no_fix';

/**
 * Why a record can't be taken for where its asset is, or null if it can.
 *
 * @param receivedAt epoch ms by our clock
 */
export function doubtFix(record: TrackerRecord, receivedAt: number): FixDoubt | null {
  const { fixTime, valid, lat, lng } = record;
  if (!(fixTime >= EARLIEST_FIX)) return 'insane';
  if (fixTime > receivedAt + CLOCK_TOLERANCE_MS) return 'future';
  if (lat === null || lng === null) return 'no_fix';
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180) return 'insane';
  return valid ? null : 'no_fix';
}

/** Whether a device's clock can be believed at all. */
export function isPlausibleTime(fixTime: number, receivedAt: number): boolean {
  return fixTime >= EARLIEST_FIX && fixTime <= receivedAt + CLOCK_TOLERANCE_MS;
}
