import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
// Jest maps no import paths in a global setup.
import { EmbeddedPostgres } from '../../persistence/src/embedded/embedded-postgres';
import { dropTemplate } from './test-database';

/** What would be lost in a power failure are databases of tests. */
const SETTINGS = { max_connections: '300', fsync: 'off', full_page_writes: 'off' };

const state = globalThis as { stopTestPostgres?: () => Promise<void> };

/**
 * One PostgreSQL for the whole run, in which each suite makes a database of its own. With
 * TEST_DATABASE_URL set (a superuser's) that server is used instead.
 */
// eslint-disable-next-line no-restricted-exports -- Jest asks for a default export
export default async function startTestPostgres(): Promise<void> {
  process.env.TEST_RUN = randomUUID().replaceAll('-', '');
  state.stopTestPostgres = process.env.TEST_DATABASE_URL ? dropTemplate : await startServer();
}

/** Returns what stops it. */
async function startServer(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-test-'));
  chmodSync(folder, 0o755); // where root runs the tests, the server is another user's
  const dataDir = path.join(folder, 'postgres');
  const server = await EmbeddedPostgres.start({ dataDir, settings: SETTINGS });
  process.env.TEST_DATABASE_URL = server.url;
  return async () => {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  };
}
