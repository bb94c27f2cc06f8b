import type { HistoryRow } from './packed-rows';
import { compareKeys, keyOf, type HistoryKey } from './history-key';

/** Few enough that one of them is found fast, and enough that they compress well. */
export const PACK_ROWS = 250;
/** A pack that would end within a moment is longer, but not endlessly. */
const MAX_ROWS = 4 * PACK_ROWS;

/** A pack that a day has already. */
export interface StoredPack {
  readonly first: HistoryKey;
  readonly lastFix: Date;
  readonly records: number;
}

/** Rows that go into a pack, or into a new one. */
export interface PackedTogether<Pack> {
  readonly pack: Pack | null;
  readonly rows: HistoryRow[];
}

/**
 * Finds the pack for each row, so that packs never overlap: the last that begins before it, or the first of the day.
 * What follows a full one begins a new one.
 * @param rows oldest first
 * @param packs those of the day, oldest first
 */
export function groupByPack<Pack extends StoredPack>(
  rows: readonly HistoryRow[],
  packs: readonly Pack[],
): PackedTogether<Pack>[] {
  const groups: (PackedTogether<Pack> & { readonly index: number })[] = [];
  let index = 0;
  for (const row of rows) {
    while (isBefore(packs[index + 1], row)) index += 1;
    const nearest = packs[index];
    const pack = nearest && !isBehindFull(row, nearest) ? nearest : null;
    const group = groups.at(-1);
    if (group && group.index === index && group.pack === pack) group.rows.push(row);
    else groups.push({ index, pack, rows: [row] });
  }
  return groups;
}

/** Cuts rows into packs of about the same length, but not within a moment: what is of one is looked up at once. */
export function cutIntoPacks(rows: readonly HistoryRow[]): HistoryRow[][] {
  const length = Math.ceil(rows.length / Math.ceil(rows.length / PACK_ROWS));
  const packs: HistoryRow[][] = [];
  for (let start = 0; start < rows.length;) {
    let end = Math.min(start + length, rows.length);
    while (end < Math.min(rows.length, start + MAX_ROWS) && isSameMoment(rows[end - 1], rows[end])) end += 1;
    packs.push(rows.slice(start, end));
    start = end;
  }
  return packs;
}

function isBefore(pack: StoredPack | undefined, row: HistoryRow): boolean {
  return pack !== undefined && compareKeys(pack.first, keyOf(row)) <= 0;
}

function isBehindFull({ fix_time }: HistoryRow, { records, lastFix }: StoredPack): boolean {
  return records >= PACK_ROWS && fix_time > lastFix;
}

function isSameMoment(a: HistoryRow | undefined, b: HistoryRow | undefined): boolean {
  return a?.fix_time.getTime() === b?.fix_time.getTime();
}
