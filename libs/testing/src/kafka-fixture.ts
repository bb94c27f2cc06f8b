import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Health, KafkaConfig, Lifecycle, Metrics, createKafkaMessaging } from '@yipii/platform';
import type { Topic } from '@yipii/protocol';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import type { MessagingFixture, MessagingProcess } from './messaging-scenario';
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
    const port = await freePort();
    const proxy = await openTcpProxy({ host: '127.0.0.1', port });
    const directory = mkdtempSync(path.join(tmpdir(), 'yipii-kafka-'));
    const recipe = kafkaServer({ port, advertisedPort: proxy.port });
    return new KafkaFixture(await new Server(recipe, directory, await freePort()).start(), proxy);
  }

  /** A process that reaches the broker through the proxy, or directly. */
  openAt(address: string, settings: Partial<KafkaConfig> = {}): MessagingProcess & { health: Health } {
    const config = Object.assign(new KafkaConfig(), {
      brokers: [address],
      createTopics: true,
      partitions: 4,
      replication: 0,
      publishTimeoutMs: 3_000,
      ...settings,
    });
    const lifecycle = new Lifecycle();
    const health = new Health();
    const options = { config, clientId: 'contract', metrics: new Metrics(), health, lifecycle };
    return { ...createKafkaMessaging(options), health, close: () => lifecycle.stop() };
  }

  open(): Promise<MessagingProcess> {
    return Promise.resolve(this.openAt(`127.0.0.1:${this.proxy.port}`));
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
