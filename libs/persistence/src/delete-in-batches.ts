import { patient } from '@yipii/platform';
import type { ClientBase, Pool } from 'pg';

/** Rows per statement. Each statement is a transaction of its own, so that no lock is held for long. */
const BATCH_ROWS = 5_000;

/**
 * Deletes the matching rows of a table and returns their number. Replicas that run at the same time share the work.
 */
export async function deleteInBatches(
  client: ClientBase | Pool,
  { table, where }: { readonly table: string; readonly where: string },
  values: readonly unknown[],
): Promise<number> {
  const text = `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${table} WHERE ${where} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED))`;
  let deleted = 0;
  for (;;) {
    const { rowCount } = await client.query(patient(text, [...values]));
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH_ROWS) return deleted;
  }
}
