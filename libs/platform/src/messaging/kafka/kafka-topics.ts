import type { Topic } from '@yipii/protocol';
import { ConfigResourceTypes, ConfigSource, type Admin } from 'kafkajs';
import type { KafkaConfig } from '../../config/shared.config';
import type { TopicRetentionConfig } from '../../config/topic-retention.config';
import { kafkaClient } from './kafka-client';

const REQUEST_TIMEOUT_MS = 5_000;
/** Offsets of a partition's first message and behind its last. */
export interface OffsetSpan {
  readonly first: number;
  readonly end: number;
}

/** Topics that carry a few events a minute, and dead letters. */
const FEW_PARTITIONS = 6;

/** The topics and groups of a cluster, under our prefixes. */
export class KafkaTopics {
  private admin: Promise<Admin> | undefined;
  private readonly present = new Map<string, Promise<void>>();

  constructor(
    private readonly config: KafkaConfig,
    private readonly clientId: string,
    private readonly retention?: TopicRetentionConfig,
  ) {}

  nameOf(topic: Pick<Topic<unknown>, 'name'>): string {
    return `${this.config.topicPrefix ?? ''}${topic.name}`;
  }

  /** Creates the topic if it is missing and creation is allowed. Asks the cluster once per topic. */
  ensure(topic: Topic<unknown>): Promise<void> {
    const name = this.nameOf(topic);
    const known = this.present.get(name);
    if (known) return known;
    const creation = this.create(name, topic);
    this.present.set(name, creation);
    creation.catch(() => this.present.delete(name));
    return creation;
  }

  /** Returns the offsets per partition of messages since a time (epoch ms). */
  async offsetsSince(topic: Topic<unknown>, time: number): Promise<ReadonlyMap<number, OffsetSpan>> {
    const name = this.nameOf(topic);
    const ends = await this.ask((admin) => admin.fetchTopicOffsets(name));
    const starts = await this.ask((admin) => admin.fetchTopicOffsetsByTimestamp(name, time));
    const endOf = new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
    return new Map(
      starts.map(({ partition, offset }) => {
        const first = Number(offset);
        return [partition, { first, end: endOf.get(partition) ?? first }];
      }),
    );
  }

  async deleteGroup(groupId: string): Promise<void> {
    await this.ask((admin) => admin.deleteGroups([groupId]));
  }

  async close(): Promise<void> {
    const admin = await this.admin?.catch(() => undefined);
    await admin?.disconnect();
  }

  private async create(name: string, topic: Topic<unknown>): Promise<void> {
    const names = await this.ask((admin) => admin.listTopics());
    if (names.includes(name)) await this.keepAsGiven(name, topic);
    else await this.createMissing(name, topic);
  }

  private async createMissing(name: string, topic: Topic<unknown>): Promise<void> {
    if (!this.config.createTopics) throw new Error(`topic ${name} is missing and KAFKA_CREATE_TOPICS is off`);
    const retentionMs = this.retention?.retentionOf(topic) ?? topic.retentionMs;
    const creation = {
      topic: name,
      numPartitions: topic.partitions === 'positions' ? this.config.partitions : FEW_PARTITIONS,
      replicationFactor: this.config.replication || -1,
      configEntries: [{ name: 'retention.ms', value: String(retentionMs) }],
    };
    // Returns false if another process was faster.
    await this.ask((admin) => admin.createTopics({ topics: [creation], waitForLeaders: true }));
  }

  /** Changes how long an existing topic is kept, where a setting names it. Other settings of the topic stay. */
  private async keepAsGiven(name: string, topic: Topic<unknown>): Promise<void> {
    const retentionMs = this.retention?.givenFor(topic.name);
    if (retentionMs === undefined || !this.config.createTopics) return;
    const resource = { type: ConfigResourceTypes.TOPIC, name };
    const { resources } = await this.ask((admin) =>
      admin.describeConfigs({ resources: [resource], includeSynonyms: false }),
    );
    const own = (resources[0]?.configEntries ?? []).filter(
      ({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG,
    );
    const isRetention = ({ configName }: { configName: string }) => configName === 'retention.ms';
    if (own.find(isRetention)?.configValue === String(retentionMs)) return;
    // The request replaces all settings of the topic.
    const configEntries = [
      ...own
        .filter((entry) => !isRetention(entry))
        .map(({ configName, configValue }) => ({
          name: configName,
          value: configValue,
        })),
      { name: 'retention.ms', value: String(retentionMs) },
    ];
    await this.ask((admin) =>
      admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] }),
    );
  }

  /** Uses a connection that is opened on demand and reopened after a failure. */
  private async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    const connection = (this.admin ??= this.connect());
    try {
      return await question(await connection);
    } catch (error) {
      if (this.admin === connection) this.admin = undefined;
      connection.then((admin) => admin.disconnect()).catch(() => undefined);
      throw error;
    }
  }

  private async connect(): Promise<Admin> {
    const admin = kafkaClient(this.config, `${this.clientId}-admin`, REQUEST_TIMEOUT_MS).admin();
    await admin.connect();
    return admin;
  }
}
