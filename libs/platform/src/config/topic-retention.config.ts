import type { Topic } from '@yipii/protocol';
import { IntegerSetting, ParsedSetting } from './setting.decorator';

const HOUR_MS = 3_600_000;
const MAX_TOPIC_HOURS = 24 * 366;

/** How long messages are kept, in Kafka and in the log of standalone. */
export class TopicRetentionConfig {
  @ParsedSetting({
    env: 'TOPIC_RETENTION_HOURS',
    description:
      'Hours for which topics are kept where they differ from docs/data-flow.md, e.g. `position.received.v1=24,position.enriched.v1=24`. In Kafka a service changes the topics named here at its start, unless KAFKA_CREATE_TOPICS is off. Shorter than the longest outage that must lose nothing is too short.',
    default: '',
    parse: parseTopicHours,
  })
  private readonly topicHours?: ReadonlyMap<string, number>;

  @IntegerSetting({
    env: 'DEAD_LETTER_RETENTION_DAYS',
    description:
      'Days for which dead letters are kept: the topics `….dlq`, when they are created, and the table outbox_dead_letter.',
    default: 7,
    min: 1,
    max: 366,
  })
  readonly deadLetterDays!: number;

  /** In milliseconds. */
  retentionOf({ name, retentionMs }: Pick<Topic<unknown>, 'name' | 'retentionMs'>): number {
    const given = this.givenFor(name);
    if (given !== undefined) return given;
    return name.endsWith('.dlq') ? this.deadLetterDays * 24 * HOUR_MS : retentionMs;
  }

  /** In milliseconds; undefined where TOPIC_RETENTION_HOURS does not name the topic. */
  givenFor(name: string): number | undefined {
    const hours = this.topicHours?.get(name);
    return hours === undefined ? undefined : hours * HOUR_MS;
  }
}

/** @throws Error */
function parseTopicHours(text: string): ReadonlyMap<string, number> | undefined {
  if (text.trim() === '') return undefined;
  const entries = text.split(',').map((entry): [string, number] => {
    const [name = '', hours = ''] = entry.trim().split('=');
    const value = Number(hours);
    if (
      !/^[a-z][a-z.]*\.v\d+(\.dlq)?$/.test(name) ||
      !/^\d+$/.test(hours) ||
      value < 1 ||
      value > MAX_TOPIC_HOURS
    )
      throw new Error(`must be topic=hours with 1 to ${MAX_TOPIC_HOURS} hours, comma-separated`);
    return [name, value];
  });
  return new Map(entries);
}
