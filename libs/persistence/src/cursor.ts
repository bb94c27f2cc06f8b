import { InvalidFields } from '@yipii/platform';

/** The text is not a cursor of this series. */
export class InvalidCursor extends InvalidFields {
  /** @param parameter of the query that has the cursor */
  constructor(parameter = 'cursor') {
    super({ [parameter]: ['The cursor is not one of this list.'] });
    this.name = 'InvalidCursor';
  }
}

/** One page of a time series, and where the next one begins; null: there is none. */
export interface SeriesPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** How the rows of a list are ordered. */
export interface ListOrder<Row> {
  /** The list and whose it is, e.g. `trip:7`: its cursors are of no other. */
  readonly list: string;
  /** The key that the rows are ordered by, which the cursor carries. */
  readonly keyOf: (row: Row) => CursorKey;
}

type CursorKey = readonly (string | number)[];

/** Returns the page of at most `limit` rows. One row more was read if another page follows. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  { list, keyOf }: ListOrder<Row>,
): SeriesPage<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && rows.length > limit ? encodeCursor(list, keyOf(last)) : null };
}

/** Returns the page with each of its items mapped. */
export function mapPage<T, U>({ items, nextCursor }: SeriesPage<T>, map: (item: T) => U): SeriesPage<U> {
  return { items: items.map(map), nextCursor };
}

/** Returns a cursor that carries the list and the key. */
export function encodeCursor(list: string, key: CursorKey): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url');
}

/** @throws InvalidCursor, of the parameter, if it is not one of this list, by its name and by `accepts` */
export function decodeCursor<Key extends readonly unknown[]>(
  cursor: string,
  list: string,
  accepts: (key: readonly unknown[]) => key is Key,
  parameter?: string,
): Key {
  const [of, ...key] = membersOf(cursor);
  if (of !== list || !accepts(key)) throw new InvalidCursor(parameter);
  return key;
}

function membersOf(cursor: string): readonly unknown[] {
  try {
    const members: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(members) ? members : [];
  } catch {
    return [];
  }
}

/** Returns whether the value is a time in epoch ms that the database can store. */
export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= 8.64e15;
}
