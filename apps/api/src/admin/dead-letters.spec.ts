import {
  createPostgresMessaging,
  deadLetterTopic,
  Health,
  Lifecycle,
  Metrics,
  Outbox,
  OutboxMetrics,
  OutboxRelay,
  OutboxTable,
  SystemClock,
  WorkerDatabase,
  type DeadLetter,
} from '@yipii/platform';
import { topics } from '@yipii/protocol';
import { createMigratedDatabase, eventually, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { runAdmin } from './run-admin';

const LETTERS = deadLetterTopic(topics.registryChanged);
const GOOD = {
  id: '0192f0c4-0000-8000-8000-000000000001',
  occurredAt: '2026-01-01T00:00:00.000Z',
  subject: 'asset:7',
};
const EVENT = { kind: 'asset', id: 7, version: 3 };

function letterOf(payload: string, offset: number): DeadLetter {
  const origin = { kind: 'topic', topic: topics.registryChanged.name, partition: 1, offset } as const;
  return { origin, reason: 'refused', payload: Buffer.from(payload).toString('base64') };
}

describe('dead letters, beside a running instance', () => {
  let database: TestDatabase;
  let pool: Pool;
  let messaging: Awaited<ReturnType<typeof createPostgresMessaging>>;
  const lifecycle = new Lifecycle();
  const metrics = new Metrics();

  beforeAll(async () => {
    database = await createMigratedDatabase();
    pool = new Pool({ connectionString: database.url });
    const parts = { metrics, lifecycle, health: new Health(), clock: new SystemClock() };
    messaging = await createPostgresMessaging({ url: database.url, ...parts });
    const fromDevice = { kind: 'device', peer: 'p', protocol: 'h02' } as const;
    await messaging.publisher.publish(LETTERS, [
      { key: 'asset:7', event: letterOf(JSON.stringify({ ...GOOD, event: EVENT }), 5) },
      { key: 'asset:7', event: letterOf('nonsense', 6) },
      { key: 'asset:7', event: { origin: fromDevice, reason: 'checksum', payload: 'AAH/' } },
    ]);
  });
  afterAll(async () => {
    await lifecycle.stop();
    await pool.end();
    await database.drop();
  });

  async function admin(...args: string[]) {
    const texts: string[] = [];
    const print = (text: string) => void texts.push(text);
    const env = { DATABASE_URL: database.url };
    const find = () => Promise.resolve({ env, isAlone: false, release: () => Promise.resolve() });
    const code = await runAdmin(args, find, { out: print, err: print });
    return { code, text: texts.join('\n') };
  }

  async function listed(...args: string[]): Promise<Record<string, string>[]> {
    return JSON.parse((await admin('dead-letter', 'list', '--json', ...args)).text) as Record<
      string,
      string
    >[];
  }

  it('are listed with their origin, and shown', async () => {
    const rows = await listed();
    expect(rows).toMatchObject([
      { topic: 'registry.changed.v1', key: 'asset:7', reason: 'refused', origin: 'partition 1, offset 5' },
      { reason: 'refused', origin: 'partition 1, offset 6' },
      { reason: 'checksum', origin: 'h02' },
    ]);
    expect(await listed('--topic', 'position.received.v1')).toEqual([]);
    const show = (id = '') => admin('dead-letter', 'show', 'registry.changed.v1', '--id', id);
    expect(await show(rows[1]?.id)).toEqual({ code: 0, text: 'nonsense' });
    expect(await show(rows[2]?.id)).toEqual({ code: 0, text: '0001ff' });
    expect(await show('0:999')).toMatchObject({ code: 1 });
  });

  it('are fed back into their topic, those that can be read now', async () => {
    const seen: unknown[] = [];
    const running = messaging.consumers.start({
      topic: topics.registryChanged,
      group: 'test',
      handle: ({ events }) => {
        seen.push(...events);
        return Promise.resolve();
      },
    });
    await running.ready;
    const outbox = new Outbox();
    const table = new OutboxTable(new WorkerDatabase(pool));
    new OutboxRelay(
      table,
      messaging.publisher,
      outbox,
      new OutboxMetrics(metrics),
      lifecycle,
    ).onApplicationBootstrap();
    expect(await admin('dead-letter', 'replay', 'registry.changed.v1', '--all', '--json')).toEqual({
      code: 0,
      text: '[{"topic":"registry.changed.v1","replayed":1,"unreadable":2}]',
    });
    await eventually(() => expect(seen).toMatchObject([{ ...GOOD, event: EVENT }]));
    await running.stop();
  });

  it('of the outbox go back into it', async () => {
    await pool.query(
      `INSERT INTO outbox_dead_letter (id, topic, key, event_id, payload, created_at, attempts, reason)
       VALUES (42, 'unknown.v1', 'k', gen_random_uuid(), '{}', now(), 30, 'too large')`,
    );
    expect(await listed('--topic', 'outbox')).toMatchObject([{ id: '42', key: 'k', origin: 'unknown.v1' }]);
    expect(await admin('dead-letter', 'replay', 'outbox', '--id', '41')).toMatchObject({ code: 1 });
    expect(await admin('dead-letter', 'replay', 'outbox', '--id', '42')).toMatchObject({ code: 0 });
    expect((await pool.query(`SELECT FROM outbox WHERE topic = 'unknown.v1'`)).rowCount).toBe(1);
    expect(await listed('--topic', 'outbox')).toEqual([]);
  });
});
