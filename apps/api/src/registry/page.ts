import type { RegistryPage } from '@yipii/persistence';
import type { PageQuery } from '@yipii/platform';

/** Returns a page of rows as REST answers it. */
export function toPage<Row, View>(
  { rows, total }: RegistryPage<Row>,
  { page, per_page: perPage }: PageQuery,
  view: (row: Row) => View,
) {
  return { data: rows.map(view), meta: { current_page: page, per_page: perPage, total } };
}
