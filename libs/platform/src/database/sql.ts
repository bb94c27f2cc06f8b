import type { QueryResultRow } from 'pg';

/** Where SQL runs: a pool or a connection of `pg`, or a transaction. */
export interface Sql {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as `pg` has it
  query<Row extends QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<{ readonly rows: Row[]; readonly rowCount: number | null }>;
}
