import { createServer, type AddressInfo } from 'node:net';
import { isNativeError } from 'node:util/types';
import { createClient } from 'redis';
import {
  FailureStreak,
  Health,
  HttpOutgoingPost,
  JsonLogger,
  Lifecycle,
  Logger,
  RedisConnections,
  Unprocessable,
  openPool,
} from '@yipii/platform';
import {
  aTopic,
  createMigratedDatabase,
  eventually,
  freePort,
  openKafkaProcess,
  postgresLogFixture,
  startReading,
  type TestDatabase,
} from '@yipii/testing';
import { Client, type Pool } from 'pg';
import { appDataSource } from './data-source';

/** What a viewer, a tracker or a configuration brings, and what must not be in a log whatever fails. */
const SECRET = 'tok5ecret-of-a-viewer';
const EMAIL = 'jane.doe@example.com';
const PEER = '203.0.113.77';
const FORBIDDEN = /tok5ecret|jane\.doe|203\.0\.113\.77|127\.0\.0\.1|SELECT|INSERT|hook\/|parameters/;

describe('the log of a process whose stores and brokers fail', () => {
  const lines: string[] = [];
  const streak = (name: string): FailureStreak => new FailureStreak(new Logger(name), { part: name });
  const linesOf = (context: string): string[] =>
    lines.filter((line) => (JSON.parse(line) as { context?: string }).context === context);
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    Logger.overrideLogger(
      new JsonLogger({ service: 'test', level: 'trace' }, { write: (line) => lines.push(line) }),
    );
    database = await createMigratedDatabase();
    pool = openPool(database.url, 'yipii_worker', 1);
  });
  beforeEach(() => (lines.length = 0));
  afterEach(() => {
    expect(lines.join('')).not.toMatch(FORBIDDEN);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
    Logger.overrideLogger(false);
  });

  const fail = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const error = await work().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isNativeError(error)).toBe(true);
    streak(name).failed('failed', error);
    new Logger(name).error(error);
    expect(linesOf(name)).toHaveLength(2);
  };

  it('contains nothing of a query, its parameters and the rows that it met', async () => {
    await fail('syntax', () => pool.query('SELECT $1::uuid', [SECRET]));
    await fail('number', () => pool.query('SELECT $1::int', [`${EMAIL} ${PEER}`]));
    const insert = (key: string) => pool.query("INSERT INTO account (key, name) VALUES ($1, 'x')", [key]);
    await insert(SECRET);
    await fail('unique', () => insert(SECRET));
    await fail('check', () => insert(EMAIL));
    expect(linesOf('unique')[0]).toContain('"code":"23505"');
  });

  it('contains nothing of a query that TypeORM made', async () => {
    const dataSource = await appDataSource(openPool(database.url, 'yipii_app', 1)).initialize();
    await fail('typeorm', () => dataSource.query('SELECT $1::uuid, $2::text', [SECRET, EMAIL]));
    expect(linesOf('typeorm')[0]).toContain('"code":"22P02"');
    await dataSource.destroy();
  });

  it('contains nothing of the address and the login of a database that is away', async () => {
    const url = `postgres://${SECRET}:${SECRET}@127.0.0.1:${await freePort()}/x`;
    await fail('away', () => new Client({ connectionString: url }).connect());
    expect(linesOf('away')[0]).toContain('"code":"ECONNREFUSED"');
    const wrong = new URL(database.url);
    Object.assign(wrong, { username: SECRET, password: SECRET });
    await fail('login', () => new Client({ connectionString: wrong.toString() }).connect());
  });

  it('contains nothing of the events of a PostgreSQL log that breaks, nor of handlers that fail on them', async () => {
    const fixture = await postgresLogFixture();
    const { publisher, consumers, close } = await fixture.open();
    const topic = aTopic();
    const handle = async (group: string): Promise<void> => {
      if (group === 'poison') throw new Unprocessable({ offset: 0 }, 'contradicts itself');
      await pool.query('SELECT $1::uuid', [SECRET]);
    };
    for (const group of ['query', 'poison']) startReading(consumers, { topic, group }, () => handle(group));
    const padding = `${SECRET} ${EMAIL} ${PEER}`;
    await publisher.publish(topic, [{ key: SECRET, event: { n: 1, padding } }]);
    await eventually(() => expect(linesOf('consumer').length).toBeGreaterThanOrEqual(2));
    await fixture.interrupt();
    const late = publisher.publish(topic, [{ key: SECRET, event: { n: 2, padding } }]);
    late.catch(() => undefined);
    await eventually(() => expect(linesOf('postgres-log').length).toBeGreaterThan(0));
    await fixture.restore();
    await late;
    await close();
    await fixture.destroy();
  });

  it('contains nothing of the events and brokers of a Kafka that is away', async () => {
    const { publisher, consumers, close } = openKafkaProcess(`127.0.0.1:${await freePort()}`, {
      publishTimeoutMs: 100,
    });
    const topic = aTopic();
    startReading(consumers, { topic, group: 'readers' });
    const event = { n: 1, padding: `${SECRET} ${EMAIL}` };
    await fail('publisher', () => publisher.publish(topic, [{ key: SECRET, event }]));
    await eventually(() => {
      for (const context of ['kafka', 'kafkajs']) expect(linesOf(context).length).toBeGreaterThan(0);
    });
    await close();
  });

  it('contains nothing of the commands and the address of a Redis that is away or refuses', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () =>
        socket.write(`-ERR unknown command 'SET', with args: '${SECRET}' '${PEER}'\r\n`),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const lifecycle = new Lifecycle();
    const open = (url: string, name: string) =>
      new RedisConnections(createClient, { url }, new Health(), lifecycle).open(name);
    open(`redis://:${SECRET}@127.0.0.1:${port}`, 'refusing');
    open(`redis://:${SECRET}@127.0.0.1:${await freePort()}`, 'away');
    await eventually(() => expect(linesOf('redis')).toHaveLength(2));
    await lifecycle.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  it('contains nothing of the URL, the body and the address of a webhook', async () => {
    const outgoing = new HttpOutgoingPost({ mode: 'development' });
    const post = (host: string) =>
      outgoing.post({
        url: `http://${host}/hook/${SECRET}`,
        headers: { authorization: SECRET },
        body: EMAIL,
      });
    const port = await freePort();
    await fail('refused', () => post(`127.0.0.1:${port}`));
    await fail('forbidden', () => post(PEER));
    await fail('unresolved', () => post(`${SECRET}.invalid`));
  });
});
