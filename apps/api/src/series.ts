import type { SeriesPage } from '@yipii/persistence';
import { InvalidFields, type PeriodQuery, type SeriesQuery } from '@yipii/platform';

/** Epoch ms; `from` is inclusive, `to` exclusive. */
export interface Period {
  readonly from?: number;
  readonly to?: number;
}

/** @throws InvalidFields for a time that does not exist */
export function periodOf(query: PeriodQuery): Period {
  const [from, to] = [timeIn(query, 'from'), timeIn(query, 'to')];
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** What stores take of the query of a time series. @throws InvalidFields as {@link periodOf} */
export function pageIn(query: SeriesQuery): Period & { readonly cursor?: string; readonly limit: number } {
  const { cursor, limit } = query;
  return { ...periodOf(query), limit, ...(cursor !== undefined && { cursor }) };
}

/** Returns the time in a field as epoch ms. @throws InvalidFields for one that does not exist, e.g. 23:59:60 */
export function timeIn<Name extends string>(
  query: { readonly [N in Name]?: string },
  name: Name,
): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidFields({ [name]: [`${name} is a time that does not exist.`] });
  return time;
}

/** A page of a time series, as REST answers it. */
export interface Series<View> {
  readonly data: View[];
  readonly meta: { readonly next_cursor: string | null };
}

export function toSeries<Item, View>(
  { items, nextCursor }: SeriesPage<Item>,
  view: (item: Item) => View,
): Series<View> {
  return { data: items.map(view), meta: { next_cursor: nextCursor } };
}
