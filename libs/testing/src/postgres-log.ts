import {
  Health,
  Lifecycle,
  Metrics,
  SystemClock,
  createPostgresMessaging,
  type PostgresMessagingOptions,
} from '@yipii/platform';
import { Client } from 'pg';
import type { MessagingFixture, MessagingProcess } from './messaging-scenario';
import { openTcpProxy, type TcpProxy } from './tcp-proxy';
import { createTestDatabase } from './test-database';

/** The PostgreSQL log in a database of its own, behind a network that can fail. */
export interface PostgresLogFixture extends MessagingFixture {
  readonly proxy: TcpProxy;
  /** Of the database, beside the proxy. */
  readonly url: string;
  open(topics?: unknown, options?: Partial<PostgresMessagingOptions>): Promise<MessagingProcess>;
  /** Runs SQL as the superuser, beside the process under test. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
}

export async function postgresLogFixture(): Promise<PostgresLogFixture> {
  const { url, drop } = await createTestDatabase();
  const { hostname, port } = new URL(url);
  const proxy = await openTcpProxy({ host: hostname, port: Number(port) });
  const proxied = new URL(url);
  proxied.port = String(proxy.port);
  proxied.hostname = '127.0.0.1';
  const direct = new Client({ connectionString: url });
  await direct.connect();
  const query = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await direct.query<Row>(sql, values)).rows;

  return {
    proxy,
    url,
    query,
    open: (_topics, options) => openProcess({ url: proxied.toString(), ...options }),
    writeRaw: async ({ name }, { key, value }) => {
      await query(
        `INSERT INTO log.event SELECT topic, part, off + coalesce(events, 1), at, $2, $3 FROM log.event
         WHERE topic = (SELECT id FROM log.topic WHERE name = $1) ORDER BY off DESC LIMIT 1`,
        [name, key, value],
      );
    },
    countStored: async ({ name }) => {
      const rows = await query<{ count: string }>(
        'SELECT coalesce(sum(coalesce(events, 1)), 0) AS count FROM log.event WHERE topic = (SELECT id FROM log.topic WHERE name = $1)',
        [name],
      );
      return Number(rows[0]?.count);
    },
    interrupt: () => {
      proxy.cut();
      return Promise.resolve();
    },
    restore: () => {
      proxy.restore();
      return Promise.resolve();
    },
    destroy: async () => {
      await proxy.close();
      await direct.end();
      await drop();
    },
  };
}

async function openProcess(
  options: Partial<PostgresMessagingOptions> & { url: string },
): Promise<MessagingProcess> {
  const [health, metrics, lifecycle] = [new Health(), new Metrics(), new Lifecycle()];
  const messaging = await createPostgresMessaging({
    health,
    metrics,
    lifecycle,
    clock: new SystemClock(),
    publishTimeoutMs: 30_000,
    ...options,
  });
  return { ...messaging, health, metrics, close: () => lifecycle.stop() };
}
