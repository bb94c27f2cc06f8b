import { randomUUID } from 'node:crypto';
import type { Topic } from '@yipii/protocol';
import type { Admin } from 'kafkajs';
import { KafkaConfig } from '../../config/shared.config';
import type { TopicRetentionConfig } from '../../config/topic-retention.config';
import { LogInspector, type StoredMessage, type StoredTopic } from '../log-inspector.ports';
import { kafkaClient } from './kafka-client';
import { KafkaTopics } from './kafka-topics';

const CLIENT_ID = 'admin';
const REQUEST_TIMEOUT_MS = 10_000;
/** Without a message for so long, reading is given up. */
const STALLED_MS = 30_000;

/** The log of a cluster. */
export class KafkaLogInspector extends LogInspector {
  private readonly names: KafkaTopics;
  private admin: Promise<Admin> | undefined;

  constructor(
    private readonly config: KafkaConfig,
    retention?: TopicRetentionConfig,
  ) {
    super();
    this.names = new KafkaTopics(
      Object.assign(new KafkaConfig(), config, { createTopics: true }),
      CLIENT_ID,
      retention,
    );
  }

  async topics(topics: readonly Topic<unknown>[]): Promise<readonly StoredTopic[]> {
    const admin = await this.connect();
    const existing = new Set(await admin.listTopics());
    const wanted = topics.filter((topic) => existing.has(this.names.nameOf(topic)));
    return Promise.all(
      wanted.map(async (topic) => {
        const offsets = await admin.fetchTopicOffsets(this.names.nameOf(topic));
        const messages = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
        return { name: topic.name, partitions: offsets.length, messages };
      }),
    );
  }

  async create(topics: readonly Topic<unknown>[]): Promise<boolean> {
    for (const topic of topics) await this.names.ensure(topic);
    return true;
  }

  async read(topic: Topic<unknown>, visit: (message: StoredMessage) => void): Promise<void> {
    const name = this.names.nameOf(topic);
    const ends = await this.endsOf(name);
    if (ends.size === 0) return;
    const groupId = `${this.config.groupPrefix ?? ''}${CLIENT_ID}.${randomUUID()}`;
    const consumer = kafkaClient(this.config, CLIENT_ID, REQUEST_TIMEOUT_MS).consumer({ groupId });
    const finish = new Finish();
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: name, fromBeginning: true });
      await consumer.run({
        eachMessage: ({ partition, message: { key, value, offset } }) => {
          finish.progress();
          const end = ends.get(partition) ?? 0;
          if (Number(offset) < end)
            visit({ partition, key: String(key ?? ''), value, offset: Number(offset) });
          if (Number(offset) + 1 >= end) ends.delete(partition);
          if (ends.size === 0) finish.reached();
          return Promise.resolve();
        },
      });
      await finish.done;
    } finally {
      finish.end();
      await consumer.disconnect();
      await this.names.deleteGroup(groupId).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    const admin = await this.admin?.catch(() => undefined);
    await admin?.disconnect();
    await this.names.close();
  }

  /** By partition, of those that are not empty, the offset behind the last message. */
  private async endsOf(name: string): Promise<Map<number, number>> {
    const admin = await this.connect();
    if (!(await admin.listTopics()).includes(name)) return new Map();
    const filled = (await admin.fetchTopicOffsets(name)).filter(
      ({ high, low }) => Number(high) > Number(low),
    );
    return new Map(filled.map(({ partition, high }) => [partition, Number(high)]));
  }

  private connect(): Promise<Admin> {
    return (this.admin ??= (async () => {
      const admin = kafkaClient(this.config, CLIENT_ID, REQUEST_TIMEOUT_MS).admin();
      await admin.connect();
      return admin;
    })());
  }
}

/** The end of a reading: all is read, or nothing has come for long. */
class Finish {
  reached: () => void = () => undefined;
  private stalled: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  readonly done = new Promise<void>((resolve, reject) => {
    this.reached = resolve;
    this.stalled = () => reject(new Error('Kafka holds messages that it does not deliver'));
  });

  constructor() {
    this.done.catch(() => undefined);
    this.progress();
  }

  progress(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stalled(), STALLED_MS);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
