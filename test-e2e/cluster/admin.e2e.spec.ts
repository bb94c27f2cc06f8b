import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { deadLetterTopic, KafkaConfig, KafkaLogInspector, loadConfigs } from '@yipii/platform';
import { encodeCodec8E, encodeLogin, topics, type Topic } from '@yipii/protocol';
import { aRecord, eventually } from '@yipii/testing';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import { createClient } from 'redis';
import { endLeftovers, ROOT } from '../support/app-process';
import { Cluster } from '../support/cluster';
import { readTopic } from '../support/read-topic';

const HOUR_MS = 3_600_000;
const ALL: readonly Topic<unknown>[] = Object.values(topics).flatMap((topic: Topic<unknown>) => [
  topic,
  deadLetterTopic(topic),
]);

type Row = Readonly<Record<string, string | number>>;

describe('npm run admin, on a cluster', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'yipii-admin-'));
  chmodSync(directory, 0o755);
  let cluster: Cluster;
  let sql: Client;
  let redis: ReturnType<typeof createClient>;

  beforeAll(async () => {
    cluster = await Cluster.start(directory, 1);
    sql = new Client({ connectionString: cluster.databaseUrl });
    redis = createClient({ url: cluster.servers.redis.url });
    await Promise.all([sql.connect(), redis.connect()]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([sql.end(), redis.close()]);
    await cluster.stop();
    await endLeftovers();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  function admin(...args: string[]): Row[] {
    const main = path.join(ROOT, 'dist/apps/api/admin.main.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args, '--json'], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: cluster.databaseUrl,
        KAFKA_BROKERS: cluster.servers.kafka.url,
        REDIS_URL: cluster.servers.redis.url,
      },
    });
    expect([status, stderr]).toEqual([0, '']);
    const printed = JSON.parse(stdout) as Row[] | Row;
    return Array.isArray(printed) ? printed : [printed];
  }

  /** An account of whose every trace one of the marks tells; resolves once its tracker is on the map. */
  async function live(account: string, imei: string): Promise<readonly string[]> {
    const [name, van, keyName] = [`Firm ${account}`, `Van of ${account}`, `Key of ${account}`];
    const [plate, mail] = [`${account}-4711`, `ada@${account}.example`];
    admin('account', 'create', account, '--name', name);
    const [asset] = admin('asset', 'create', account, '--name', van, '--plate', plate);
    admin('device', 'create', account, imei, '--asset', String(asset?.id));
    admin('user', 'create', account, mail, '--role', 'owner');
    const [key] = admin('key', 'create', account, '--name', keyName);
    const tracker = connect(cluster.app('ingestion-1').port('teltonika'), '127.0.0.1');
    tracker.on('error', () => undefined).resume();
    tracker.write(encodeLogin(imei));
    const init = { headers: { authorization: `Bearer ${key?.key}` } };
    const isOnTheMap = async (): Promise<void> => {
      tracker.write(encodeCodec8E([aRecord({ fixTime: Date.now(), attributes: { satellites: 11 } })]));
      const located = await (await fetch(`${cluster.api}/api/${account}/location`, init)).text();
      if (!located.includes(van)) throw new Error([located, ...problems()].join('\n'));
    };
    await eventually(isOnTheMap, { timeoutMs: 30_000, everyMs: 500 });
    tracker.destroy();
    const stored = 'SELECT FROM asset_state a JOIN position p USING (asset_id) WHERE asset_id = $1';
    await eventually(async () => expect((await sql.query(stored, [asset?.id])).rowCount).toBeGreaterThan(0));
    const { rows } = await sql.query<{ id: string }>('SELECT id FROM account WHERE key = $1', [account]);
    return [plate, imei, mail, van, name, keyName, `last:{${rows[0]?.id}}`];
  }

  const problems = () => cluster.lines().filter((line) => /"level":"(warn|error)"/.test(line));

  async function tablesWith(marks: readonly string[]): Promise<string[]> {
    const { rows } = await sql.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const text = `SELECT FROM ${name} t WHERE EXISTS (SELECT FROM unnest($1::text[]) m WHERE strpos(t::text, m) > 0) LIMIT 1`;
      if ((await sql.query(text, [marks])).rowCount) found.push(name);
    }
    return found;
  }

  async function keysWith(marks: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for await (const keys of redis.scanIterator({ COUNT: 1_000 }))
      for (const key of keys) {
        // What a value of any type holds, as Redis itself writes it out.
        const dump = await redis.sendCommand<string>(['DUMP', key]);
        if (marks.some((mark) => key.includes(mark) || dump.includes(mark))) found.push(key);
      }
    return found;
  }

  async function topicsWith(marks: readonly string[]): Promise<Topic<unknown>[]> {
    const found = new Set<Topic<unknown>>();
    const env = { KAFKA_BROKERS: cluster.servers.kafka.url };
    const log = new KafkaLogInspector(loadConfigs([KafkaConfig], env).get(KafkaConfig) as KafkaConfig);
    for (const topic of ALL)
      await log.read(topic, ({ value }) => {
        if (marks.some((mark) => String(value).includes(mark))) found.add(topic);
      });
    await log.close();
    return [...found];
  }

  const logsWith = (marks: readonly string[]): string[] =>
    cluster.lines().filter((line) => marks.some((mark) => line.includes(mark)));

  async function produce(topic: string, key: string, event: object): Promise<void> {
    const kafka = new Kafka({ brokers: [cluster.servers.kafka.url], logLevel: logLevel.NOTHING });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key, value: JSON.stringify(event) }] });
    await producer.disconnect();
  }

  it('feeds what could not be processed back into its topic', async () => {
    await live('mended', '356307042441021');
    const { name } = topics.positionReceived;
    const [received] = await readTopic(cluster.servers.kafka.url, topics.positionReceived);
    if (!received) throw new Error('nothing was received');
    const { subject: key, event } = received;
    await produce(name, key, { ...received, event: { ...event, records: 'none' } });
    const listed = () => admin('dead-letter', 'list', '--topic', name);
    await eventually(() => expect(listed()).toMatchObject([{ topic: name, key, reason: `not a ${name}` }]));

    // A record that an earlier version refused, and that this one can read.
    const [fixTime, id, occurredAt] = [event.receivedAt - 60_000, randomUUID(), new Date().toISOString()];
    const records = event.records.slice(0, 1).map((record) => ({ ...record, id, fixTime }));
    const payload = Buffer.from(JSON.stringify({ ...received, event: { ...event, records } })).toString(
      'base64',
    );
    const letter = {
      origin: { kind: 'topic', topic: name, partition: 0, offset: 0 },
      reason: 'a bug',
      payload,
    };
    await produce(`${name}.dlq`, key, { id: randomUUID(), occurredAt, subject: key, event: letter });
    expect(admin('dead-letter', 'replay', name, '--all')).toMatchObject([{ replayed: 1, unreadable: 1 }]);
    const stored = 'SELECT FROM position WHERE event_id = $1';
    await eventually(async () => expect((await sql.query(stored, [id])).rowCount).toBe(1));
  });

  it('erases an account: it leaves nothing in tables, Redis and logs, and in topics only what they drop within 7 days', async () => {
    const marks = await live('gone', '356307042441013');
    expect(await tablesWith(marks)).toEqual(
      expect.arrayContaining(['asset', 'device', 'account_user', 'api_key']),
    );
    expect(await keysWith(marks)).not.toEqual([]);

    admin('account', 'delete', 'gone', '--yes');
    await eventually(async () => {
      admin('erase', 'leftovers');
      expect({ tables: await tablesWith(marks), keys: await keysWith(marks) }).toEqual({
        tables: [],
        keys: [],
      });
    });
    expect(logsWith(marks)).toEqual([]);
    for (const { retentionMs } of await topicsWith(marks))
      expect(retentionMs).toBeLessThanOrEqual(7 * 24 * HOUR_MS);
  });
});
