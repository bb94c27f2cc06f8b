import { topics } from '@yipii/protocol';
import { KafkaFixture } from '@yipii/testing';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { KafkaConfig } from '../../config/shared.config';
import { TopicRetentionConfig } from '../../config/topic-retention.config';
import { loadConfigs } from '../../config/load-configs';
import { deadLetterTopic } from '../dead-letter';
import type { StoredMessage } from '../log-inspector.ports';
import { KafkaTopics } from './kafka-topics';
import { KafkaLogInspector } from './log-inspector.kafka';

const LETTERS = deadLetterTopic(topics.positionReceived);

describe('the log of a cluster, as an administrator sees it', () => {
  let kafka: KafkaFixture;
  let sut: KafkaLogInspector;

  beforeAll(async () => {
    kafka = await KafkaFixture.start();
    const env = { KAFKA_BROKERS: kafka.proxied, KAFKA_PARTITIONS: '3' };
    sut = new KafkaLogInspector(loadConfigs([KafkaConfig], env).get(KafkaConfig) as KafkaConfig);
  });
  afterAll(async () => {
    await sut.close();
    await kafka.destroy();
  });

  it('creates topics, lists them, and reads all that they hold', async () => {
    const wanted = [topics.positionReceived, LETTERS];
    expect(await sut.topics(wanted)).toEqual([]);
    await sut.read(LETTERS, () => expect('nothing').toBe('read'));
    expect(await sut.create(wanted)).toBe(true);
    for (const value of ['one', 'two', 'three']) await kafka.writeRaw(LETTERS, { key: 'asset:7', value });
    await kafka.writeRaw(LETTERS, { key: 'asset:8', value: 'four' });
    expect(await sut.topics(wanted)).toEqual([
      { name: 'position.received.v1', partitions: 3, messages: 0 },
      { name: 'position.received.v1.dlq', partitions: 6, messages: 4 },
    ]);
    const seen: StoredMessage[] = [];
    await sut.read(LETTERS, (message) => void seen.push(message));
    const ofSeven = seen.filter(({ key }) => key === 'asset:7');
    expect(ofSeven.map(({ value, offset }) => [String(value), offset])).toEqual([
      ['one', 0],
      ['two', 1],
      ['three', 2],
    ]);
    expect(seen).toHaveLength(4);
  });

  it('keeps topics as long as settings say, those that exist as well, and leaves their other settings', async () => {
    const admin = new Kafka({ brokers: [kafka.proxied], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const { name } = topics.statusChanged;
    const resource = { type: ConfigResourceTypes.TOPIC, name };
    const keptAs = async () => {
      const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
      const entries = resources[0]?.configEntries ?? [];
      return ['retention.ms', 'segment.ms'].map(
        (wanted) => entries.find(({ configName }) => configName === wanted)?.configValue,
      );
    };
    const configEntries = [
      { name: 'retention.ms', value: '1000' },
      { name: 'segment.ms', value: '77000' },
    ];
    await admin.createTopics({ topics: [{ topic: name, configEntries }], waitForLeaders: true });

    const ensure = async (hours: string, env: Readonly<Record<string, string>> = {}) => {
      const given = { KAFKA_BROKERS: kafka.proxied, TOPIC_RETENTION_HOURS: hours, ...env };
      const configs = loadConfigs([KafkaConfig, TopicRetentionConfig], given);
      const retention = configs.get(TopicRetentionConfig) as TopicRetentionConfig;
      const names = new KafkaTopics(configs.get(KafkaConfig) as KafkaConfig, 'test', retention);
      await names.ensure(topics.statusChanged);
      await names.close();
    };
    await ensure('position.received.v1=5');
    expect(await keptAs()).toEqual(['1000', '77000']);
    await ensure(`${name}=5`, { KAFKA_CREATE_TOPICS: 'off' });
    expect(await keptAs()).toEqual(['1000', '77000']);
    await ensure(`${name}=5`);
    expect(await keptAs()).toEqual(['18000000', '77000']);
    await admin.disconnect();
  });
});
