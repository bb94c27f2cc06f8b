import { deadLetterTopic, loadConfigs, TopicRetentionConfig } from '@yipii/platform';
import { topics, type Topic } from '@yipii/protocol';
import type { Command } from '../command';

const HOUR_MS = 3_600_000;
const ORIGINS: readonly Topic<unknown>[] = Object.values(topics);

/** With their dead letters. */
const ALL: readonly Topic<unknown>[] = ORIGINS.flatMap((topic) => [topic, deadLetterTopic(topic)]);

export const TOPIC_COMMANDS: readonly Command[] = [
  {
    name: 'topic list',
    summary: 'List the topics, with what the log holds of them.',
    example: '',
    async run({ log, env }) {
      const retention = loadConfigs([TopicRetentionConfig], env).get(
        TopicRetentionConfig,
      ) as TopicRetentionConfig;
      const stored = new Map((await log.topics(ALL)).map((topic) => [topic.name, topic]));
      return ALL.map((topic) => ({
        topic: topic.name,
        partitions: stored.get(topic.name)?.partitions ?? null,
        messages: stored.get(topic.name)?.messages ?? null,
        'kept for hours': retention.retentionOf(topic) / HOUR_MS,
        'written by': topic.from.join(', '),
      }));
    },
  },
  {
    name: 'topic create',
    summary: 'Create the topics that Kafka lacks, as services do at their start.',
    example: '',
    async run({ log }) {
      const made = await log.create(ALL);
      return made ? 'every topic exists' : 'topics of the embedded log are created with their first event';
    },
  },
];
