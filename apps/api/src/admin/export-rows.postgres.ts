import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Pool, PoolClient } from 'pg';

const BATCH_ROWS = 2_000;

/** Rows of a table, named `t` in the condition. */
export interface Selection {
  readonly table: string;
  readonly where: string;
  readonly values: readonly unknown[];
}

/**
 * Writes rows as JSON lines into `<folder>/<table>.jsonl`, without secrets and their hashes, and returns how many.
 * Rejects if the file exists.
 */
export async function exportRows(pool: Pool, folder: string, selection: Selection): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(path.join(folder, `${selection.table}.jsonl`), 'wx', 0o600);
  const client = await pool.connect();
  try {
    await client.query('BEGIN READ ONLY');
    return await copyRows(client, file, selection);
  } finally {
    await client.query('ROLLBACK').finally(() => client.release());
    await file.close();
  }
}

async function copyRows(client: PoolClient, file: FileHandle, selection: Selection): Promise<number> {
  const { table, where, values } = selection;
  const secrets = await secretColumns(client, table);
  await client.query(
    `DECLARE rows NO SCROLL CURSOR FOR
     SELECT (to_jsonb(t) - $${values.length + 1}::text[])::text AS line FROM ${table} t WHERE ${where}`,
    [...values, secrets],
  );
  for (let count = 0; ;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${BATCH_ROWS} FROM rows`);
    if (rows.length === 0) return count;
    await file.writeFile(rows.map(({ line }) => `${line}\n`).join(''));
    count += rows.length;
  }
}

async function secretColumns(client: PoolClient, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0
       AND (atttypid IN ('bytea'::regtype, 'bytea[]'::regtype) OR attname ~ 'hash|secret|totp|token')`,
    [table],
  );
  return rows.map(({ name }) => name);
}
