import { hash } from 'node:crypto';
import { uuidV8, type Topic } from '@yipii/protocol';
import type { RawMessage } from './decode-batch';
import type { OutgoingEvent } from './messaging.ports';

const KEPT_MS = 7 * 24 * 3_600_000;

/** A message that could not be processed, with its origin, for operators to inspect and replay. */
export interface DeadLetter {
  readonly origin: DeadLetterOrigin;
  /** The reason, in a few words. */
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

/**
 * Returns the topic `<topic>.dlq` of messages that consumers of the topic could not process, keyed as the original.
 */
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

/** Returns the dead letter of a message. Written again after a crash, it has the same id. */
export function deadLetterOf(
  { key, value, offset }: RawMessage,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  reason: string,
): OutgoingEvent<DeadLetter> {
  const origin = { kind: 'topic', topic, partition, offset } as const;
  const id = uuidV8(hash('sha256', JSON.stringify(origin)));
  return { key, id, event: { origin, reason, payload: Buffer.from(value ?? '').toString('base64') } };
}

/** Returns the offset of the original message; undefined for input of a device. */
export function offsetOf({ event: { origin } }: OutgoingEvent<DeadLetter>): number | undefined {
  return origin.kind === 'topic' ? origin.offset : undefined;
}

function isDeadLetter(value: unknown): value is DeadLetter {
  if (typeof value !== 'object' || value === null) return false;
  const { origin, reason, payload } = value as Partial<DeadLetter>;
  return typeof origin === 'object' && typeof reason === 'string' && typeof payload === 'string';
}
