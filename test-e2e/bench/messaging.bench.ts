import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { EmbeddedPostgres } from '@yipii/persistence';
import {
  createKafkaMessaging,
  createPostgresMessaging,
  Health,
  Lifecycle,
  Metrics,
  SystemClock,
  type EventConsumers,
  type EventPublisher,
  type KafkaConfig,
  type OutgoingEvent,
} from '@yipii/platform';
import { topics, type PositionEnriched } from '@yipii/protocol';
import { startPrivateServer } from '@yipii/testing';
import { Client } from 'pg';
import { cpuSecondsOf } from '../support/proc-stat';
import { drivenPosition } from './history/driven-position';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    events: { type: 'string', default: '200000' },
    batch: { type: 'string', default: '100' },
    calls: { type: 'string', default: '20' },
  },
});
const EVENTS = Number(options.events);
/** Events of a call. */
const BATCH = Number(options.batch);
const CALLS_AT_ONCE = Number(options.calls);
const GROUPS = 3;

interface Transport {
  readonly name: string;
  readonly publisher: EventPublisher;
  readonly consumers: EventConsumers;
  close(): Promise<void>;
  /** What the server has spent until now. */
  readonly spent?: () => Promise<Spent>;
}

interface Spent {
  readonly cpuSeconds: number;
  readonly walBytes: number;
  /** Of the tables of the log, on disk. */
  readonly storedBytes: number;
}

/** Cost of an event through each transport: published in batches, read by three groups, in one process. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-bench-'));
  chmodSync(folder, 0o755);
  const results = [];
  for (const open of [openPostgres, openKafka].filter(({ name }) => isWanted(name))) {
    const transport = await open(folder);
    results.push(await measure(transport));
    await transport.close();
  }
  rmSync(folder, { recursive: true, force: true });
  console.table(results);
  console.log(JSON.stringify({ bench: 'messaging', node: process.version, cpus: os.cpus().length, results }));
  process.exit(0);
}

function isWanted(name: string): boolean {
  return name.toLowerCase().includes(options.only ?? '');
}

async function measure({ name, publisher, consumers, spent }: Transport): Promise<object> {
  let consumed = 0;
  const running = Array.from({ length: GROUPS }, (_, group) =>
    consumers.start({
      topic: topics.positionEnriched,
      group: `bench-${group}`,
      handle: ({ events }) => {
        consumed += events.length;
        return Promise.resolve();
      },
    }),
  );
  await Promise.all(running.map(({ ready }) => ready));
  await publishAll(publisher, 0, EVENTS / 10); // warm-up
  await until(() => consumed >= (EVENTS / 10) * GROUPS);
  consumed = 0;

  const before = await spent?.();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await publishAll(publisher, EVENTS / 10, EVENTS);
  const publishedMs = performance.now() - startedAt;
  await until(() => consumed >= EVENTS * GROUPS);
  const consumedMs = performance.now() - startedAt;
  const used = process.cpuUsage(cpu);
  const after = await spent?.();
  await Promise.all(running.map((consumer) => consumer.stop()));
  return {
    transport: name,
    events: EVENTS,
    'published/s': Math.round(EVENTS / (publishedMs / 1000)),
    'through all groups/s': Math.round(EVENTS / (consumedMs / 1000)),
    'Node CPU µs/event': Math.round(((used.user + used.system) / EVENTS) * 10) / 10,
    ...(before && after && spentPerEvent(before, after)),
  };
}

function spentPerEvent(before: Spent, after: Spent): object {
  return {
    'PostgreSQL CPU µs/event': Math.round(((after.cpuSeconds - before.cpuSeconds) * 1e7) / EVENTS) / 10,
    'WAL bytes/event': Math.round((after.walBytes - before.walBytes) / EVENTS),
    'stored bytes/event': Math.round((after.storedBytes - before.storedBytes) / EVENTS),
  };
}

async function publishAll(publisher: EventPublisher, first: number, count: number): Promise<void> {
  const batches = Array.from({ length: count / BATCH }, (_, batch) =>
    Array.from({ length: BATCH }, (__, index): OutgoingEvent<PositionEnriched> => {
      const { subject: key, ...event } = drivenPosition(first + batch * BATCH + index);
      return { ...event, key };
    }),
  );
  for (let i = 0; i < batches.length; i += CALLS_AT_ONCE) {
    await Promise.all(
      batches.slice(i, i + CALLS_AT_ONCE).map((batch) => publisher.publish(topics.positionEnriched, batch)),
    );
  }
}

async function openPostgres(folder: string): Promise<Transport> {
  const dataDir = path.join(folder, 'postgres');
  const server = await EmbeddedPostgres.start({ dataDir });
  const client = new Client(server.url);
  await client.connect();
  const parts = processParts();
  const messaging = await createPostgresMessaging({ url: server.url, clock: new SystemClock(), ...parts });
  return {
    name: 'PostgreSQL log',
    ...messaging,
    close: async () => {
      await parts.lifecycle.stop();
      await client.end();
      await server.remove();
    },
    spent: () => spentBy(client),
  };
}

async function spentBy(client: Client): Promise<Spent> {
  const { rows } = await client.query<{ pid: number; wal: string; stored: string }>(SPENT);
  return {
    cpuSeconds: rows.reduce((sum, { pid }) => sum + cpuSecondsOf(pid), 0),
    walBytes: Number(rows[0]?.wal),
    storedBytes: Number(rows[0]?.stored),
  };
}

const SPENT = `
  SELECT pid, pg_current_wal_lsn() - '0/0' AS wal,
    (SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = 'log'::regnamespace AND relkind = 'r')
      AS stored
  FROM pg_stat_activity`;

async function openKafka(folder: string): Promise<Transport> {
  const server = await startPrivateServer('kafka', path.join(folder, 'kafka'));
  const parts = processParts();
  const config: KafkaConfig = {
    brokers: [server.url],
    createTopics: true,
    partitions: 12,
    replication: 1,
    publishTimeoutMs: 10_000,
  };
  const messaging = createKafkaMessaging({ config, clientId: 'bench', clock: new SystemClock(), ...parts });
  return {
    name: 'Kafka',
    ...messaging,
    close: async () => {
      await parts.lifecycle.stop();
      await server.stop();
    },
  };
}

function processParts() {
  return { metrics: new Metrics(), health: new Health(), lifecycle: new Lifecycle() };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

void main();
