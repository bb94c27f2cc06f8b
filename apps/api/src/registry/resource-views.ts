import type { AccountTransaction, RegistryRow } from '@yipii/persistence';
import { viewBy, type RegistryView } from '@yipii/platform';
import type { Resource } from './resource';

/** Returns rows as REST shows them, with what the resource shows besides its columns. */
export async function toViews<View extends RegistryView>(
  { view, related }: Resource<View>,
  tx: AccountTransaction,
  rows: readonly RegistryRow[],
): Promise<View[]> {
  const show = viewBy(view) as (record: object) => View;
  const more =
    rows.length > 0
      ? await related?.(
          tx,
          rows.map(({ id }) => id),
        )
      : undefined;
  return rows.map((row) => show({ ...row, ...more?.get(row.id) }));
}
