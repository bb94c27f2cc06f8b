import { topics, type RegistryChanged, type Topic } from '@yipii/protocol';
import { createTestDatabase, eventually, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { WorkerDatabase } from '../database/databases';
import { Lifecycle } from '../lifecycle/lifecycle';
import { EventPublisher, NotPublished, type OutgoingEvent } from '../messaging/messaging.ports';
import { Outbox } from './outbox';
import { OutboxRelay } from './outbox-relay';

const TABLE = `
  CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    event_id uuid NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`;

class Published extends EventPublisher {
  readonly events: OutgoingEvent<unknown>[] = [];
  away = false;
  /** Lets others overtake, if anything does. */
  delayMs = () => 0;

  async publish<Event>(_topic: Topic<Event>, events: readonly OutgoingEvent<Event>[]): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.delayMs()));
    if (this.away) throw new NotPublished('away');
    this.events.push(...events);
  }

  versionsOf(key: string): number[] {
    const events = this.events.filter((event) => event.key === key);
    return events.map(({ event }) => (event as RegistryChanged).version);
  }
}

describe('the outbox', () => {
  let database: TestDatabase;
  let pool: Pool;
  let publisher: Published;
  let lifecycles: Lifecycle[];
  const outbox = new Outbox();

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    await pool.query(TABLE);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(() => {
    publisher = new Published();
    lifecycles = [];
  });
  afterEach(async () => {
    for (const lifecycle of lifecycles) await lifecycle.stop();
    await pool.query('TRUNCATE outbox');
  });

  const startRelay = (): OutboxRelay => {
    const lifecycle = new Lifecycle();
    lifecycles.push(lifecycle);
    const relay = new OutboxRelay(new WorkerDatabase(pool), publisher, lifecycle);
    relay.onApplicationBootstrap();
    return relay;
  };
  const change = async (key: string, versions: number[], end = 'COMMIT'): Promise<void> => {
    const client = await pool.connect();
    await client.query('BEGIN');
    const events = versions.map((version) => ({ key, event: { kind: 'asset', id: 1, version } as const }));
    await outbox.add(client, topics.registryChanged, events);
    await client.query(end);
    client.release();
  };
  const waiting = async (): Promise<number> =>
    Number((await pool.query<{ count: string }>('SELECT count(*) FROM outbox')).rows[0]?.count);

  it('publishes what was committed, in order, and forgets it', async () => {
    const relay = startRelay();
    await change('asset:1', [1, 2, 3]);
    await change('asset:1', [4]);
    relay.poke();
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([1, 2, 3, 4]));
    await eventually(async () => expect(await waiting()).toBe(0));
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    const relay = startRelay();
    await change('asset:1', [1], 'ROLLBACK');
    await change('asset:1', [2]);
    relay.poke();
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([2]));
  });

  it('finds by itself what nobody poked it for', async () => {
    startRelay();
    await change('asset:1', [1]);
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([1]), { timeoutMs: 3_000 });
  });

  it('keeps events while the log is away, and their ids when they are published again', async () => {
    publisher.away = true;
    const relay = startRelay();
    await change('asset:1', [1]);
    const { rows } = await pool.query<{ event_id: string }>('SELECT event_id FROM outbox');
    relay.poke();
    expect(await waiting()).toBe(1);
    publisher.away = false;
    await eventually(() => expect(publisher.versionsOf('asset:1')).toEqual([1]));
    expect(publisher.events[0]?.id).toBe(rows[0]?.event_id);
  });

  it('keeps the order of a key where several relays run', async () => {
    publisher.delayMs = () => Math.random() * 20;
    const relays = [startRelay(), startRelay(), startRelay()];
    const keys = ['asset:1', 'asset:2', 'asset:3', 'asset:4'];
    for (let version = 0; version < 60; version += 1) {
      for (const key of keys) await change(key, [version]);
      relays[version % 3]?.poke();
    }
    await eventually(async () => expect(await waiting()).toBe(0));
    for (const key of keys) {
      expect(publisher.versionsOf(key)).toEqual(Array.from({ length: 60 }, (_, version) => version));
    }
  });
});
