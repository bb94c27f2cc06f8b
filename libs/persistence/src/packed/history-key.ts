import type { TrackRow } from '../repositories/track-row';

/** What rows of an asset are ordered by, in `position` and where they are packed. */
export interface HistoryKey {
  readonly fixTime: Date;
  readonly eventId: string;
}

export function keyOf({ fix_time: fixTime, event_id: eventId }: TrackRow): HistoryKey {
  return { fixTime, eventId };
}

/** Negative: the first comes before the second. PostgreSQL compares ids (lower-case UUIDs) in the same way. */
export function compareKeys(a: HistoryKey, b: HistoryKey): number {
  const apart = a.fixTime.getTime() - b.fixTime.getTime();
  if (apart !== 0) return apart;
  if (a.eventId === b.eventId) return 0;
  return a.eventId < b.eventId ? -1 : 1;
}

/** Returns the rows of all lists, oldest first; what is in several is in it once. */
export function mergeRows<Row extends TrackRow>(...lists: readonly (readonly Row[])[]): Row[] {
  const rows = lists.flat().sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
  return rows.filter(({ event_id }, index) => event_id !== rows[index - 1]?.event_id);
}
