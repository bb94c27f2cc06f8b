import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { PackedRows } from '@yipii/persistence';
import type { Pool, PoolClient } from 'pg';

/** Rows that are in memory at a time. */
const BATCH_ROWS = 2_000;
const BATCH_PACKS = 50;

/** Rows of a table, named `t` in the condition. */
export interface Selection {
  readonly table: string;
  readonly where: string;
  readonly values: readonly unknown[];
}

interface Query<Row> {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly batch: number;
  readonly linesOf: (row: Row) => readonly string[];
}

/**
 * Writes rows as JSON lines into `<folder>/<table>.jsonl`, without secrets and their hashes, and returns how many.
 * Rejects if the file exists.
 */
export function exportRows(pool: Pool, folder: string, selection: Selection): Promise<number> {
  const { table, where, values } = selection;
  return writeLines(pool, path.join(folder, `${table}.jsonl`), async (client) => ({
    text: `SELECT (to_jsonb(t) - $${values.length + 1}::text[])::text AS line FROM ${table} t WHERE ${where}`,
    values: [...values, await secretColumns(client, table)],
    batch: BATCH_ROWS,
    linesOf: ({ line }: { line: string }) => [line],
  }));
}

/** The same of the packed positions of an account: a line for each of them, as of a row of `position`. */
export function exportPacked(pool: Pool, folder: string, accountId: number): Promise<number> {
  interface Pack {
    readonly asset_id: string;
    readonly packed: Buffer;
  }
  const lineOf = (row: object) => JSON.stringify({ account_id: accountId, ...row });
  return writeLines(pool, path.join(folder, 'packed_positions.jsonl'), () => ({
    text: 'SELECT asset_id, packed FROM packed_positions WHERE account_id = $1 ORDER BY asset_id, first_fix, first_event',
    values: [accountId],
    batch: BATCH_PACKS,
    linesOf: ({ asset_id, packed }: Pack) =>
      new PackedRows(packed).rows().map((row) => lineOf({ asset_id: Number(asset_id), ...row })),
  }));
}

async function writeLines<Row extends object>(
  pool: Pool,
  name: string,
  queryOf: (client: PoolClient) => Query<Row> | Promise<Query<Row>>,
): Promise<number> {
  await mkdir(path.dirname(name), { recursive: true, mode: 0o700 });
  const file = await open(name, 'wx', 0o600);
  const client = await pool.connect();
  try {
    await client.query('BEGIN READ ONLY');
    return await copyLines(client, file, await queryOf(client));
  } finally {
    await client.query('ROLLBACK').finally(() => client.release());
    await file.close();
  }
}

async function copyLines<Row extends object>(
  client: PoolClient,
  file: FileHandle,
  { text, values, batch, linesOf }: Query<Row>,
): Promise<number> {
  await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${text}`, [...values]);
  for (let count = 0; ;) {
    const { rows } = await client.query<Row>(`FETCH ${batch} FROM rows`);
    if (rows.length === 0) return count;
    const lines = rows.flatMap(linesOf);
    await file.writeFile(lines.map((line) => `${line}\n`).join(''));
    count += lines.length;
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
