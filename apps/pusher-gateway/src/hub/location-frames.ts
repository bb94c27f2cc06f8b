import type { LastPosition } from '@yipii/live';

/** Limits of one location frame (docs/streams.md, Rules). */
const MAX_POSITIONS = 200;
const MAX_BYTES = 128 * 1024;

/** The newest waiting position of each asset; the one that has waited longest comes first. */
export type WaitingPositions = Map<number, LastPosition>;

/** Keeps the newer position; the asset keeps its place in the queue. */
export function keepNewest(waiting: WaitingPositions, position: LastPosition): void {
  const other = waiting.get(position.assetId);
  if (!other || other.seq < position.seq) waiting.set(position.assetId, position);
}

/** Removes the position of an asset where it is older than `firstSeq`. */
export function dropOlder(waiting: WaitingPositions, assetId: number, firstSeq: number): void {
  const position = waiting.get(assetId);
  if (position && position.seq < firstSeq) waiting.delete(assetId);
}

/** Removes and returns as many as fit into one frame. */
export function takeFrame(waiting: WaitingPositions): LastPosition[] {
  const taken: LastPosition[] = [];
  let bytes = 2;
  for (const position of waiting.values()) {
    bytes += Buffer.byteLength(position.json) + 1;
    if (taken.length === MAX_POSITIONS || (taken.length > 0 && bytes > MAX_BYTES)) break;
    taken.push(position);
    waiting.delete(position.assetId);
  }
  return taken;
}

/**
 * Returns the `data` of a frame: one position is an object, several are an array. Joins the texts without
 * parsing.
 */
export function locationData(positions: readonly LastPosition[]): string {
  const texts = positions.map(({ json }) => json);
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(',')}]`;
}
