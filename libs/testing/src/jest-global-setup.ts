import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
// Jest maps no import paths in a global setup.
import { EmbeddedPostgres } from '../../persistence/src/embedded/embedded-postgres';

const state = globalThis as { stopTestPostgres?: () => Promise<void> };

/**
 * One PostgreSQL for the whole run, in which each suite makes a database of its own. With
 * TEST_DATABASE_URL set (a superuser's) that server is used instead.
 */
// eslint-disable-next-line no-restricted-exports -- Jest asks for a default export
export default async function startTestPostgres(): Promise<void> {
  if (process.env.TEST_DATABASE_URL) return;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-test-'));
  chmodSync(folder, 0o755); // where root runs the tests, the server is another user's
  const dataDir = path.join(folder, 'postgres');
  const server = await EmbeddedPostgres.start({ dataDir, settings: { max_connections: '300' } });
  process.env.TEST_DATABASE_URL = server.url;
  state.stopTestPostgres = async () => {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  };
}
