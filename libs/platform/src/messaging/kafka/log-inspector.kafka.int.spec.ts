import { topics } from '@yipii/protocol';
import { KafkaFixture } from '@yipii/testing';
import { KafkaConfig } from '../../config/shared.config';
import { loadConfigs } from '../../config/load-configs';
import { deadLetterTopic } from '../dead-letter';
import type { StoredMessage } from '../log-inspector.ports';
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
});
