import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { eventually } from './eventually';

/** How long to wait for connections that are being closed: a pool has ended before they are. */
const CLOSING_MS = 1_000;

const CONNECTIONS = `SELECT FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`;

/** An empty database for one suite. */
export interface TestDatabase {
  /** As the server's superuser. */
  readonly url: string;
  /** Ends all connections to it and removes it. */
  drop(): Promise<void>;
}

/** In the PostgreSQL that the test run has started (TEST_DATABASE_URL). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => dropDatabase(name) };
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

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('TEST_DATABASE_URL is not set: run the tests through jest.config.cjs');
  return url;
}
