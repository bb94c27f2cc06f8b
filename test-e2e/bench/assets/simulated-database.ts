import { WorkerDatabase } from '@yipii/platform';
import type { Pool } from 'pg';

type Row = Readonly<Record<string, unknown>>;

/** Takes all that is written, and answers each query that has a `FROM table` by what `read` gives for its table. */
export function simulatedDatabase(
  read: (table: string, values: readonly unknown[]) => Row[],
): WorkerDatabase {
  const query = (text: string | { text: string; values?: unknown[] }, values: unknown[] = []) => {
    const sql = typeof text === 'string' ? { text, values } : { values, ...text };
    const [, table] = /^\s*SELECT[^]*?FROM (\w+)/.exec(sql.text) ?? [];
    if (table !== undefined) return Promise.resolve({ rows: read(table, sql.values) });
    // Of a checkpoint: the partition was taken, or is still ours.
    return Promise.resolve({ rows: [{ epoch: '1', off: '0' }], rowCount: 1 });
  };
  const client = { query, release: () => undefined };
  return new WorkerDatabase({ query, connect: () => Promise.resolve(client) } as unknown as Pool);
}
