import type { AccountTransaction, RegistryRow } from '@yipii/persistence';
import { viewBy, type ResourceView } from '@yipii/platform';
import type { Resource } from './resource';

/** Returns rows as REST shows them, with what the resource shows besides its columns. */
export async function toViews<View extends ResourceView>(
  { view, related, hasUuid }: Pick<Resource<View>, 'view' | 'related' | 'hasUuid'>,
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
  return rows.map((row) => show({ ...row, ...(hasUuid && { id: uuidOf(row) }), ...more?.get(row.id) }));
}

/** Returns what names a row outside, of a resource that has UUIDs. */
export function uuidOf(row: RegistryRow): string {
  return (row as RegistryRow & { readonly uuid: string }).uuid;
}
