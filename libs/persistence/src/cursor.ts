import { InvalidFields } from '@yipii/platform';

/** The text is not a cursor of this series. */
export class InvalidCursor extends InvalidFields {
  constructor() {
    super({ cursor: ['The cursor is not one of this list.'] });
    this.name = 'InvalidCursor';
  }
}

/** One page of a time series, and where the next one begins; null: there is none. */
export interface SeriesPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * Returns the page of at most `limit` rows. One row more was read if another page follows.
 * @param keyOf the key that the rows are ordered by, which the cursor carries
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): SeriesPage<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && rows.length > limit ? encodeCursor(keyOf(last)) : null };
}

/** Returns the page with each of its items mapped. */
export function mapPage<T, U>({ items, nextCursor }: SeriesPage<T>, map: (item: T) => U): SeriesPage<U> {
  return { items: items.map(map), nextCursor };
}

/** Returns a cursor that carries the key. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws InvalidCursor if it is not one of ours, by `accepts` */
export function decodeCursor<Key extends readonly unknown[]>(
  cursor: string,
  accepts: (key: readonly unknown[]) => key is Key,
): Key {
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new InvalidCursor();
  }
  if (!Array.isArray(key) || !accepts(key)) throw new InvalidCursor();
  return key;
}

/** Returns whether the value is a time in epoch ms that the database can store. */
export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= 8.64e15;
}
