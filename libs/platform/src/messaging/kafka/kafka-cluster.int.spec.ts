import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  KEYS,
  Server,
  eventually,
  freePort,
  kafkaServer,
  numbersTopic,
  openKafkaProcess,
  planKafkaNodes,
  range,
  startReading,
  type Numbered,
} from '@yipii/testing';

describe('messaging over a Kafka of three brokers', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'yipii-kafka-cluster-'));
  let brokers: Server[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(['error']);
    const nodes = await planKafkaNodes(3);
    const ports = await Promise.all(nodes.map(freePort));
    brokers = nodes.map(
      (node, i) => new Server(kafkaServer({ node }), path.join(directory, `${node.id}`), ports[i] ?? 0),
    );
    await Promise.all(brokers.map((broker) => broker.start()));
  }, 120_000);
  afterAll(async () => {
    await Promise.all(brokers.map((broker) => broker.kill()));
    rmSync(directory, { recursive: true });
  });

  it.each([
    ['stops', 'stop'],
    ['is killed', 'kill'],
  ] as const)(
    'loses, doubles and reorders nothing where a broker %s',
    async (_, end) => {
      const topic = numbersTopic<Numbered>(`numbers.${end}.v1`);
      const { publisher, consumers, close } = openKafkaProcess(brokers.map(({ url }) => url).join(), {
        partitions: 6,
        // Above the time after which the cluster gives a dead broker's partitions to others.
        publishTimeoutMs: 25_000,
      });
      const reader = startReading(consumers, { topic, group: 'cluster' });
      await reader.ready;
      const victim = brokers[end === 'stop' ? 0 : 1];
      const sends: Promise<void>[] = [];
      let down: Promise<void> | undefined;
      for (const n of range(200)) {
        sends.push(
          publisher.publish(
            topic,
            KEYS.map((key) => ({ key, event: { n } })),
          ),
        );
        await sleep(20);
        if (n === 100) down = victim?.[end]();
      }
      await Promise.all(sends);
      await down;
      await eventually(
        () => {
          for (const key of KEYS) expect([...new Set(reader.numbersOf(key))]).toEqual(range(200));
        },
        { timeoutMs: 30_000 },
      );
      const offsets = new Set(
        reader.events.map(({ subject, offset }) => `${reader.partitionOf(subject)}/${offset}`),
      );
      expect(offsets.size).toBe(200 * KEYS.length);
      await victim?.start();
      await close();
    },
    120_000,
  );
});
