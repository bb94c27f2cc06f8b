import { topics } from '@yipii/protocol';
import { deadLetterTopic } from '../messaging/dead-letter';
import { loadConfigs } from './load-configs';
import { TopicRetentionConfig } from './topic-retention.config';

const HOUR_MS = 3_600_000;
const { positionReceived, positionEnriched } = topics;

const load = (env = {}): TopicRetentionConfig =>
  loadConfigs([TopicRetentionConfig], env).get(TopicRetentionConfig) as TopicRetentionConfig;

describe('how long topics are kept', () => {
  it('is what the topic says, or 7 days for dead letters', () => {
    expect(load().retentionOf(positionReceived)).toBe(72 * HOUR_MS);
    expect(load().retentionOf(deadLetterTopic(positionReceived))).toBe(7 * 24 * HOUR_MS);
  });

  it('is what the settings say', () => {
    const config = load({
      TOPIC_RETENTION_HOURS: 'position.received.v1=24, position.enriched.v1.dlq=2',
      DEAD_LETTER_RETENTION_DAYS: '3',
    });
    expect(config.retentionOf(positionReceived)).toBe(24 * HOUR_MS);
    expect(config.retentionOf(positionEnriched)).toBe(72 * HOUR_MS);
    expect(config.retentionOf(deadLetterTopic(positionEnriched))).toBe(2 * HOUR_MS);
    expect(config.retentionOf(deadLetterTopic(positionReceived))).toBe(72 * HOUR_MS);
  });

  it.each([
    'position.received.v1',
    'position.received.v1=0',
    'position.received.v1=1.5',
    '=3',
    'a b.v1=3',
    'x=1',
  ])('is not %s', (text) => {
    expect(() => load({ TOPIC_RETENTION_HOURS: text })).toThrow('TOPIC_RETENTION_HOURS must be topic=hours');
  });
});
