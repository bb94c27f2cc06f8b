import type { Topic } from '@yipii/protocol';
import type { RawMessage } from './decode-batch';
import type { OutgoingEvent } from './messaging.ports';

const KEPT_MS = 7 * 24 * 3_600_000;

/** A message that could not be processed, with its origin, for operators to inspect and replay. */
export interface DeadLetter {
  readonly origin: DeadLetterOrigin;
  /** Why, in a few words. */
  readonly reason: string;
  /** The original bytes, base64. */
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

/** `<topic>.dlq`: what consumers of the topic could not process, by the key of the origin. */
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

/** The dead letter of a message of a topic. */
export function deadLetterOf(
  { key, value, offset }: RawMessage,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  reason: string,
): OutgoingEvent<DeadLetter> {
  const origin = { kind: 'topic', topic, partition, offset } as const;
  return { key, event: { origin, reason, payload: Buffer.from(value ?? '').toString('base64') } };
}

/** Offset of the message that became this letter; undefined for what came from a device. */
export function offsetOf({ event: { origin } }: OutgoingEvent<DeadLetter>): number | undefined {
  return origin.kind === 'topic' ? origin.offset : undefined;
}

function isDeadLetter(value: unknown): value is DeadLetter {
  if (typeof value !== 'object' || value === null) return false;
  const { origin, reason, payload } = value as Partial<DeadLetter>;
  return typeof origin === 'object' && typeof reason === 'string' && typeof payload === 'string';
}
