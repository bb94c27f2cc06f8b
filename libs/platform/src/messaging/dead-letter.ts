import type { Topic } from '@yipii/protocol';

const KEPT_MS = 7 * 24 * 3_600_000;

/** Something that could not be processed, with where it came from, for operators to look at and replay. */
export interface DeadLetter {
  readonly origin: DeadLetterOrigin;
  /** Why, in a few words. */
  readonly reason: string;
  /** The bytes as they came, base64. */
  readonly payload: string;
}

export type DeadLetterOrigin =
  | { readonly kind: 'device'; readonly peer: string; readonly protocol: string }
  | {
      readonly kind: 'topic';
      readonly topic: string;
      readonly partition: number;
      readonly offset: number;
    };

/** `<topic>.dlq`: what consumers of the topic could not read, by the key of the origin. */
export function deadLetterTopic(topic: Pick<Topic<unknown>, 'name' | 'to'>): Topic<DeadLetter> {
  return {
    name: `${topic.name}.dlq`,
    from: topic.to,
    to: ['operators'],
    key: 'as the origin',
    delivery: 'group',
    retentionMs: KEPT_MS,
    partitions: 'few',
    accepts: isDeadLetter,
  };
}

function isDeadLetter(value: unknown): value is DeadLetter {
  if (typeof value !== 'object' || value === null) return false;
  const { origin, reason, payload } = value as Partial<DeadLetter>;
  return typeof origin === 'object' && typeof reason === 'string' && typeof payload === 'string';
}
