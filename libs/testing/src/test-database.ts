import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { eventually } from './eventually';

/** How long to wait for connections that are being closed: a pool has ended before they are. */
const CLOSING_MS = 1_000;

const CONNECTIONS = `SELECT FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`;

/** CREATE DATABASE copies no privileges on the database itself, such as the REVOKE TEMPORARY of a migration. */
const COPY_PRIVILEGES = `UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = $2)
  WHERE datname = $1`;

/** An arbitrary number that nothing else on this server locks. */
const TEMPLATE_LOCK = 7_426_100;

/** A database for one suite. */
export interface TestDatabase {
  /** As the server's superuser. */
  readonly url: string;
  /** Ends all connections to it and removes it. */
  drop(): Promise<void>;
}

/** An empty one, in the PostgreSQL that the test run has started (TEST_DATABASE_URL). */
export function createTestDatabase(): Promise<TestDatabase> {
  return createCopy('template1');
}

/** One with the newest schema: a copy of the run's template, since each migration takes a second. */
export async function createMigratedDatabase(): Promise<TestDatabase> {
  await onServer(makeTemplate);
  const copy = await createCopy(templateName());
  await onServer((client) => client.query(COPY_PRIVILEGES, [copy.name, templateName()]));
  return copy;
}

/** For the end of the run. */
export async function dropTemplate(): Promise<void> {
  await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${templateName()}`));
}

async function createCopy(template: string): Promise<TestDatabase & { readonly name: string }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return { name, url: urlOf(name), drop: () => dropDatabase(name) };
}

/** The first worker that needs it makes it; the others wait. */
async function makeTemplate(client: Client): Promise<void> {
  // Held by the session.
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  const name = templateName();
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount === 1) return;
  const unfinished = `${name}_unfinished`;
  await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${unfinished}`);
  // Much to load for specs without a database, and Jest maps no import paths in its global setup.
  const { migrate } = await import('@yipii/persistence');
  await migrate(urlOf(unfinished));
  await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
}

async function dropDatabase(name: string): Promise<void> {
  await onServer(async (client) => {
    const closed = async (): Promise<void> => {
      const { rowCount } = await client.query(CONNECTIONS, [name]);
      if (rowCount !== 0) throw new Error('still connected');
    };
    await eventually(closed, { timeoutMs: CLOSING_MS }).catch(() => undefined);
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

async function onServer(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.toString();
}

function templateName(): string {
  return `template_${process.env.TEST_RUN}`;
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('TEST_DATABASE_URL is not set: run the tests through jest.config.cjs');
  return url;
}
