import { topics, type RegistryChanged, type Topic } from '@yipii/protocol';
import { createTestDatabase, eventually, InMemoryLog, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { WorkerDatabase } from '../database/databases';
import { Lifecycle } from '../lifecycle/lifecycle';
import { NotPublished, type OutgoingEvent } from '../messaging/messaging.ports';
import { Metrics } from '../metrics/metrics';
import { Outbox } from './outbox';
import { OutboxMetrics } from './outbox-metrics';
import { OutboxRelay } from './outbox-relay';
import { OutboxTable } from './outbox-table';
import type { RetryPolicy } from './retry-policy';

const COLUMNS = `
  topic text NOT NULL,
  key text NOT NULL,
  event_id uuid NOT NULL,
  payload jsonb NOT NULL,
  attempts int NOT NULL DEFAULT 0`;

const TABLES = `
  CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${COLUMNS},
    created_at timestamptz NOT NULL DEFAULT now(), due_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE outbox_dead_letter (
    id bigint PRIMARY KEY, ${COLUMNS}, created_at timestamptz NOT NULL, failed_at timestamptz NOT NULL DEFAULT now(),
    reason text NOT NULL
  )`;

const QUICK: RetryPolicy = {
  unavailable: { firstMs: 10, maxMs: 20, attempts: 10_000 },
  refused: { firstMs: 10, maxMs: 20, attempts: 3 },
};

class Refused extends Error {
  override readonly name = 'Refused';
}

class Published extends InMemoryLog {
  readonly attempts = new Map<string, number>();
  /** Rejects what it returns an error for, with all that is published in the same call. */
  refuses: (event: OutgoingEvent<unknown>) => Error | null = () => null;
  /** Lets others overtake, if anything does. */
  delay: (key: string) => Promise<unknown> = () => Promise.resolve();

  override async publish<Event>(topic: Topic<Event>, events: readonly OutgoingEvent<Event>[]): Promise<void> {
    const key = events[0]?.key ?? '';
    this.attempts.set(key, (this.attempts.get(key) ?? 0) + 1);
    await this.delay(key);
    const refusal = events.map((event) => this.refuses(event)).find((error) => error !== null);
    if (refusal) throw refusal;
    await super.publish(topic, events);
  }

  versionsOf(key: string): number[] {
    const written = this.written.filter(({ subject }) => subject === key);
    return written.map(({ event }) => (event as RegistryChanged).version);
  }
}

describe('the outbox', () => {
  let database: TestDatabase;
  let pool: Pool;
  let publisher: Published;
  let lifecycles: Lifecycle[];
  let metrics: Metrics;
  const outbox = new Outbox();

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    await pool.query(TABLES);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(() => {
    publisher = new Published();
    metrics = new Metrics();
    lifecycles = [];
  });
  afterEach(async () => {
    for (const lifecycle of lifecycles) await lifecycle.stop();
    await pool.query('TRUNCATE outbox, outbox_dead_letter');
  });

  const aTable = () => new OutboxTable(new WorkerDatabase(pool), QUICK);
  const startRelay = (table = aTable()): Outbox => {
    const signal = new Outbox();
    const lifecycle = new Lifecycle();
    lifecycles.push(lifecycle);
    new OutboxRelay(table, publisher, signal, new OutboxMetrics(metrics), lifecycle).onApplicationBootstrap();
    return signal;
  };
  const change = async (key: string, versions: number[], end = 'COMMIT'): Promise<void> => {
    const client = await pool.connect();
    await client.query('BEGIN');
    const events = versions.map((version) => ({ key, event: { kind: 'asset', id: 1, version } as const }));
    await outbox.add(client, topics.registryChanged, events);
    await client.query(end);
    client.release();
  };
  const changeMany = (keys: readonly string[]): Promise<void> =>
    outbox.add(
      pool,
      topics.registryChanged,
      keys.map((key) => ({ key, event: { kind: 'asset', id: 1, version: 1 } as const })),
    );
  const waiting = async (): Promise<number> =>
    Number((await pool.query<{ count: string }>('SELECT count(*) FROM outbox')).rows[0]?.count);
  const counted = async (name: string): Promise<number> => {
    const metric = await metrics.registry.getSingleMetric(`yipii_outbox_${name}_total`)?.get();
    return (metric?.values ?? []).reduce((sum, { value }) => sum + value, 0);
  };
  const keysOf = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `${prefix}:${i + 1}`);

  it('publishes committed events, in order, and forgets them', async () => {
    const relay = startRelay();
    await change('asset:1', [1, 2, 3]);
    await change('asset:1', [4]);
    relay.committed();
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([1, 2, 3, 4]));
    await eventually(async () => expect(await waiting()).toBe(0));
    expect(await counted('published')).toBe(4);
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    const relay = startRelay();
    await change('asset:1', [1], 'ROLLBACK');
    await change('asset:1', [2]);
    relay.committed();
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([2]));
  });

  it('refuses a change whose event is larger than a broker takes', async () => {
    const huge = { kind: 'device', id: 1, version: 1, uniqueId: 'å'.repeat(300_000) } as const;
    const adding = outbox.add(pool, topics.registryChanged, [{ key: 'device:1', event: huge }]);
    await expect(adding).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(await waiting()).toBe(0);
  });

  it('wraps events of 0.1.0 in an envelope', async () => {
    startRelay();
    await pool.query(
      `INSERT INTO outbox (topic, key, event_id, payload)
       VALUES ('registry.changed.v1', 'asset:1', gen_random_uuid(), '{"kind": "asset", "id": 1, "version": 7}')`,
    );
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([7]));
    expect(publisher.written[0]).toMatchObject({ id: expect.any(String) as string, subject: 'asset:1' });
  });

  it('finds events without a notification', async () => {
    startRelay();
    await change('asset:1', [1]);
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([1]));
  });

  it('keeps events while the log is unavailable, and their ids when they are published again', async () => {
    publisher.isAway = true;
    const relay = startRelay();
    await change('asset:1', [1]);
    const { rows } = await pool.query<{ event_id: string }>('SELECT event_id FROM outbox');
    relay.committed();
    await eventually(() => expect(publisher.attempts.get('asset:1')).toBeGreaterThan(5));
    expect(await waiting()).toBe(1);
    publisher.isAway = false;
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([1]));
    expect(publisher.written[0]?.id).toBe(rows[0]?.event_id);
  });

  it('keeps the order of a key with several relays, and publishes nothing twice', async () => {
    let calls = 0;
    publisher.delay = () => new Promise((resolve) => setTimeout(resolve, (calls++ * 37) % 80));
    const relays = [startRelay(), startRelay(), startRelay()];
    const keys = keysOf('asset', 4);
    for (let version = 0; version < 60; version += 1) {
      for (const key of keys) await change(key, [version]);
      relays[version % 3]?.committed();
    }
    await eventually(async () => expect(await waiting()).toBe(0));
    for (const key of keys) {
      expect(publisher.versionsOf(key)).toEqual(Array.from({ length: 60 }, (_, version) => version));
    }
  });

  it('delays only its own key when an event can’t be published, which is set aside in the end', async () => {
    const keys = keysOf('asset', 500);
    publisher.refuses = ({ key, event }) =>
      key === 'asset:250' && (event as RegistryChanged).version === 1 ? new Refused('too large') : null;
    await changeMany(keys);
    await change('asset:250', [2]);
    const relays = [startRelay(), startRelay()];
    await eventually(() => expect(publisher.versionsOf('asset:250')).toEqual([2]));
    await eventually(async () => expect(await waiting()).toBe(0));
    for (const key of keys.filter((key) => key !== 'asset:250'))
      expect([key, publisher.versionsOf(key), publisher.attempts.get(key)]).toEqual([key, [1], 1]);
    const dead = await pool.query('SELECT key, payload, attempts, reason FROM outbox_dead_letter');
    expect(dead.rows).toMatchObject([
      { key: 'asset:250', payload: { event: { version: 1 } }, attempts: 3, reason: 'Refused' },
    ]);
    expect([await counted('failures'), await counted('dead_letters')]).toEqual([3, 1]);
    relays.forEach((relay) => relay.committed());
  });

  it('publishes the events before a refused one of the same key, once', async () => {
    publisher.refuses = ({ event }) => ((event as RegistryChanged).version === 3 ? new Refused() : null);
    startRelay();
    await change('asset:1', [1, 2, 3, 4, 5]);
    await eventually(async () => expect(await waiting()).toBe(0));
    expect(publisher.versionsOf('asset:1')).toEqual([1, 2, 4, 5]);
  });

  it('publishes others while one event is slow', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    publisher.delay = (key) => (key === 'asset:1' ? held : Promise.resolve());
    await changeMany(keysOf('asset', 300));
    const relay = startRelay();
    await eventually(() => expect(publisher.written).toHaveLength(299));
    await change('asset:301', [1]);
    relay.committed();
    await eventually(() => expect(publisher.written).toHaveLength(300));
    release();
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([1]));
  });

  it('does not let waiting keys starve the others', async () => {
    publisher.refuses = ({ key }) => (key.startsWith('bad') ? new NotPublished('its broker is away') : null);
    await changeMany(keysOf('bad', 300));
    const relay = startRelay();
    await eventually(() => expect(publisher.attempts.size).toBe(300));
    await changeMany(keysOf('good', 300));
    relay.committed();
    await eventually(() => expect(publisher.written).toHaveLength(300));
    await eventually(async () => expect(await waiting()).toBe(300));
    publisher.refuses = () => null;
    await eventually(() => expect(publisher.written).toHaveLength(600));
  });

  it('does not publish again what it could not remove', async () => {
    const table = aTable();
    jest.spyOn(table, 'remove').mockRejectedValueOnce(new Error('the connection is gone'));
    const relay = startRelay(table);
    await change('asset:1', [1, 2]);
    relay.committed();
    await eventually(() => expect(table.remove).toHaveBeenCalledTimes(1));
    await pool.query('UPDATE outbox SET due_at = now()');
    await eventually(async () => expect(await waiting()).toBe(0));
    expect(publisher.versionsOf('asset:1')).toEqual([1, 2]);
  });

  it('does not hold back a key whose claim is renewed too late', async () => {
    const table = aTable();
    const room = { fresh: 1, failed: 1 };
    await change('asset:1', [1]);
    const [key] = await table.claim([topics.registryChanged.name], room);
    if (!key) throw new Error('nothing was claimed');
    await table.failed(key[0], new NotPublished('away'));
    await table.renew([key[0]]);
    await eventually(
      async () =>
        expect(await table.claim([topics.registryChanged.name], room)).toMatchObject([[{ attempts: 1 }]]),
      { timeoutMs: 5_000 },
    );
  });

  it('takes over the claims of a dead relay', async () => {
    await change('asset:1', [1]);
    await aTable().claim([topics.registryChanged.name], { fresh: 1, failed: 0 });
    startRelay();
    await change('asset:2', [1]);
    await eventually(() => expect(publisher.versionsOf('asset:2')).toEqual([1]));
    expect(publisher.versionsOf('asset:1')).toEqual([]);
    await pool.query('UPDATE outbox SET due_at = now()');
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([1]));
  });
});
