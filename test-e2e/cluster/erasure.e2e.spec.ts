import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { deadLetterTopic, KafkaConfig, KafkaLogInspector, loadConfigs } from '@yipii/platform';
import { encodeCodec8E, encodeLogin, topics, type Topic } from '@yipii/protocol';
import { aRecord, eventually } from '@yipii/testing';
import { Client } from 'pg';
import { createClient } from 'redis';
import { endLeftovers, ROOT } from '../support/app-process';
import { Cluster } from '../support/cluster';

const IMEI = '356307042441013';
const PLATE = 'GONE-4711';
const MAIL = 'ada@gone.example';
const HOUR_MS = 3_600_000;
const ALL: readonly Topic<unknown>[] = Object.values(topics).flatMap((topic: Topic<unknown>) => [
  topic,
  deadLetterTopic(topic),
]);

type Row = Readonly<Record<string, string | number>>;

describe('the erasure of an account of a cluster', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'yipii-erasure-'));
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
  async function live(): Promise<readonly string[]> {
    const [account] = admin('account', 'create', 'gone', '--name', 'Gone Ltd');
    const [asset] = admin('asset', 'create', 'gone', '--name', 'Van of gone', '--plate', PLATE);
    admin('device', 'create', 'gone', IMEI, '--asset', String(asset?.id));
    admin('user', 'create', 'gone', MAIL, '--role', 'owner');
    const [key] = admin('key', 'create', 'gone', '--name', 'Key of gone');
    const tracker = connect(cluster.app('ingestion-1').port('teltonika'), '127.0.0.1');
    tracker.on('error', () => undefined).resume();
    tracker.write(encodeLogin(IMEI));
    const init = { headers: { authorization: `Bearer ${key?.key}` } };
    const isOnTheMap = async (): Promise<void> => {
      tracker.write(encodeCodec8E([aRecord({ fixTime: Date.now(), attributes: { satellites: 11 } })]));
      const located = await (await fetch(`${cluster.api}/api/gone/location`, init)).text();
      if (!located.includes('Van of gone')) throw new Error([located, ...problems()].join('\n'));
    };
    await eventually(isOnTheMap, { timeoutMs: 30_000, everyMs: 500 });
    tracker.destroy();
    const stored = 'SELECT FROM asset_state a JOIN position p USING (asset_id) WHERE asset_id = $1';
    await eventually(async () => expect((await sql.query(stored, [asset?.id])).rowCount).toBeGreaterThan(0));
    return [PLATE, IMEI, MAIL, 'Van of gone', 'Gone Ltd', 'Key of gone', `last:{${account?.id}}`];
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

  it('leaves nothing in tables, Redis and logs, and in topics only what they drop within 7 days', async () => {
    const marks = await live();
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
