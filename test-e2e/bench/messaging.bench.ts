import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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
import { topics, type Envelope, type PositionEnriched } from '@yipii/protocol';
import { startPrivateServer } from '@yipii/testing';
import { SAMPLES } from '../../libs/protocol/src/events/events.samples';

const EVENTS = 200_000;
const BATCH = 100;
const CALLS_AT_ONCE = 20;
const GROUPS = 3;
const ASSETS = 1_000;

interface Transport {
  readonly name: string;
  readonly publisher: EventPublisher;
  readonly consumers: EventConsumers;
  close(): Promise<void>;
}

/** Cost of an event through each transport: published in batches, read by three groups, in one process. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-bench-'));
  chmodSync(folder, 0o755);
  const results = [];
  for (const open of [openPostgres, openKafka]) {
    const transport = await open(folder);
    results.push(await measure(transport));
    await transport.close();
  }
  rmSync(folder, { recursive: true, force: true });
  console.table(results);
  console.log(JSON.stringify({ bench: 'messaging', node: process.version, cpus: os.cpus().length, results }));
  process.exit(0);
}

async function measure({ name, publisher, consumers }: Transport): Promise<object> {
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
  await publishAll(publisher, EVENTS / 10); // warm-up
  await until(() => consumed >= (EVENTS / 10) * GROUPS);
  consumed = 0;

  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await publishAll(publisher, EVENTS);
  const publishedMs = performance.now() - startedAt;
  await until(() => consumed >= EVENTS * GROUPS);
  const consumedMs = performance.now() - startedAt;
  const used = process.cpuUsage(cpu);
  await Promise.all(running.map((consumer) => consumer.stop()));
  return {
    transport: name,
    events: EVENTS,
    'published/s': Math.round(EVENTS / (publishedMs / 1000)),
    'through all groups/s': Math.round(EVENTS / (consumedMs / 1000)),
    'Node CPU µs/event': Math.round(((used.user + used.system) / EVENTS) * 10) / 10,
  };
}

async function publishAll(publisher: EventPublisher, count: number): Promise<void> {
  const [sample] = SAMPLES[topics.positionEnriched.name] as Envelope<PositionEnriched>[];
  if (!sample) throw new Error('there is no sample');
  const batches = Array.from({ length: count / BATCH }, (_, batch) =>
    Array.from({ length: BATCH }, (__, index): OutgoingEvent<PositionEnriched> => {
      return { ...sample, key: String((batch * BATCH + index) % ASSETS) };
    }),
  );
  for (let i = 0; i < batches.length; i += CALLS_AT_ONCE) {
    await Promise.all(
      batches.slice(i, i + CALLS_AT_ONCE).map((batch) => publisher.publish(topics.positionEnriched, batch)),
    );
  }
}

async function openPostgres(folder: string): Promise<Transport> {
  const server = await EmbeddedPostgres.start({ dataDir: path.join(folder, 'postgres') });
  const parts = processParts();
  const messaging = await createPostgresMessaging({ url: server.url, clock: new SystemClock(), ...parts });
  return {
    name: 'PostgreSQL log',
    ...messaging,
    close: async () => {
      await parts.lifecycle.stop();
      await server.remove();
    },
  };
}

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
