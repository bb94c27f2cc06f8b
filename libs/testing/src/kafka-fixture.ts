import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Logger } from '@nestjs/common';
import type { Envelope, Topic } from '@yipii/protocol';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { eventually } from './eventually';
import { openKafkaProcess } from './kafka-process';
import type { MessagingFixture, MessagingProcess, ProcessOptions } from './messaging-scenario';
import { freePort } from './services/free-port';
import { kafkaServer } from './services/kafka.server';
import { Server } from './services/server';
import { openTcpProxy, type TcpProxy } from './tcp-proxy';

/** A broker of the suite's own; processes under test reach it through a proxy, the suite itself beside it. */
export class KafkaFixture implements MessagingFixture {
  private readonly beside: Kafka;

  private constructor(
    readonly broker: Server,
    readonly proxy: TcpProxy,
  ) {
    this.beside = new Kafka({ brokers: [broker.url], logLevel: logLevel.NOTHING });
  }

  static async start(): Promise<KafkaFixture> {
    Logger.overrideLogger(['error']);
    const port = await freePort();
    const proxy = await openTcpProxy({ host: '127.0.0.1', port });
    const directory = mkdtempSync(path.join(tmpdir(), 'yipii-kafka-'));
    const recipe = kafkaServer({ proxied: { port, advertisedPort: proxy.port } });
    return new KafkaFixture(await new Server(recipe, directory, await freePort()).start(), proxy);
  }

  /** The broker's address behind the proxy. */
  get proxied(): string {
    return `127.0.0.1:${this.proxy.port}`;
  }

  open(_topics?: unknown, { clock, ...settings }: Partial<ProcessOptions> = {}): Promise<MessagingProcess> {
    return Promise.resolve(openKafkaProcess(this.proxied, settings, clock));
  }

  async writeRaw(topic: Topic<unknown>, message: { key: string; value: string }): Promise<void> {
    const producer = this.beside.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic: topic.name, messages: [message] });
    await producer.disconnect();
  }

  async countStored(topic: Topic<unknown>): Promise<number> {
    const admin = this.beside.admin();
    await admin.connect();
    const partitions = await admin.fetchTopicOffsets(topic.name);
    await admin.disconnect();
    return partitions.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  }

  /** All that the topic has, partition by partition in their order. */
  async read<Event>(topic: Topic<Event>): Promise<Envelope<Event>[]> {
    const count = await this.countStored(topic);
    const consumer = this.beside.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
    const stored: Envelope<Event>[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [topic.name], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message: { value } }) => {
        stored.push(JSON.parse(String(value)) as Envelope<Event>);
        return Promise.resolve();
      },
    });
    await eventually(() => assert(stored.length >= count));
    await consumer.disconnect();
    return stored;
  }

  interrupt(): Promise<void> {
    this.proxy.cut();
    return Promise.resolve();
  }

  restore(): Promise<void> {
    this.proxy.restore();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.proxy.close();
    await this.broker.stop();
    rmSync(this.broker.directory, { recursive: true });
  }
}
