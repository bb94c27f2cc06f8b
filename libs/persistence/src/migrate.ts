import { withConnection } from '@yipii/platform';
import type { Client } from 'pg';
import { migrationDataSource, MIGRATIONS_TABLE } from './data-source';
import { MIGRATIONS } from './migrations/all';

/** An arbitrary number that nothing else locks in this database. */
const MIGRATION_LOCK = 7_426_001;

/**
 * Brings the schema up to date and returns the names of the migrations that it ran. Replicas that start
 * together wait for each other; the first does the work.
 * @throws the database's error; a failed migration leaves nothing of itself behind
 */
export function migrate(url: string): Promise<string[]> {
  return connected(url, async (client) => {
    // Held by the session, and thus released when the process ends for whatever reason.
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return runMigrations(url);
  });
}

export interface ListedMigration {
  readonly name: string;
  readonly hasRun: boolean;
}

/** The migrations of this version, in their order. */
export function listMigrations(url: string): Promise<ListedMigration[]> {
  return connected(url, async (client) => {
    const table = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
      MIGRATIONS_TABLE,
    ]);
    const text = `SELECT name FROM ${MIGRATIONS_TABLE}`;
    const rows = table.rows[0]?.found ? (await client.query<{ name: string }>(text)).rows : [];
    const done = new Set(rows.map(({ name }) => name));
    return MIGRATIONS.map(({ name }) => ({ name, hasRun: done.has(name) }));
  });
}

function connected<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  return withConnection(url, 'yipii_migration', work);
}

/** Returns whether all migrations of this version have run. */
export async function isMigrated(url: string): Promise<boolean> {
  return (await listMigrations(url)).every(({ hasRun }) => hasRun);
}

async function runMigrations(url: string): Promise<string[]> {
  const dataSource = migrationDataSource(url);
  await dataSource.initialize();
  try {
    return (await dataSource.runMigrations()).map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}
