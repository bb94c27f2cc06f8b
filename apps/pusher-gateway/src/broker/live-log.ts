import { partitionKey } from '@yipii/live';
import type { StreamPosition } from './channel-broker.ports';

/**
 * Bounds of a log, which is trimmed from its start: how far a node may fall behind without losing messages.
 */
const MAX_ENTRIES = 10_000;
const MAX_LOG_BYTES = 32 * 1024 * 1024;
/** Kept whatever their size. More than one read returns, so a read that is not full has missed nothing. */
const MIN_ENTRIES = 400;

export function logKey(partition: number): string {
  return partitionKey(partition, 'log');
}

/** Returns how many entries the log keeps with one of this length, so that its bytes are bounded as well. */
export function entriesBeside(length: number): number {
  return Math.max(MIN_ENTRIES, Math.min(MAX_ENTRIES, Math.floor(MAX_LOG_BYTES / length)));
}

/** The entries that a log still has, by its ends. */
export interface LogEnds {
  readonly first: StreamPosition;
  readonly last: StreamPosition;
}

/** Returns where a reader at `position` continues, and whether it has lost messages. */
export function resume(
  position: StreamPosition,
  { first, last }: LogEnds,
): { readonly position: StreamPosition; readonly missed: boolean } {
  // The log came back without its newest entries. The reader has those, and all that are left.
  if (isLater(position, last)) return { position: last, missed: true };
  return { position, missed: isLater(first, position) };
}

/** Compares positions, which are ids of Redis Streams: `<epoch ms>-<number>`. */
export function isLater(position: StreamPosition, than: StreamPosition): boolean {
  const [ms, number] = parts(position);
  const [otherMs, otherNumber] = parts(than);
  return ms === otherMs ? number > otherNumber : ms > otherMs;
}

function parts(position: StreamPosition): [number, number] {
  const cut = position.indexOf('-');
  return [Number(position.slice(0, cut)), Number(position.slice(cut + 1))];
}
