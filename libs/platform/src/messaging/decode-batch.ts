import { inEnvelopeOfToday, openEnvelope, type Topic } from '@yipii/protocol';
import { deadLetterOf, type DeadLetter } from './dead-letter';
import type { ConsumedEvent, OutgoingEvent } from './messaging.ports';

/** A message as stored in the log. */
export interface RawMessage {
  readonly key: string;
  /** JSON text, if the message is valid. */
  readonly value: Buffer | string | null;
  readonly offset: number;
}

/** The decoded events of consecutive messages, and the messages that can't be decoded. */
export interface DecodedMessages<Event> {
  readonly events: readonly ConsumedEvent<Event>[];
  readonly deadLetters: readonly OutgoingEvent<DeadLetter>[];
}

/** Parses messages, completes those of older versions and checks them: the one place where consumers validate. */
export function decodeBatch<Event>(
  topic: Topic<Event>,
  partition: number,
  messages: readonly RawMessage[],
): DecodedMessages<Event> {
  const events: ConsumedEvent<Event>[] = [];
  const deadLetters: OutgoingEvent<DeadLetter>[] = [];
  for (const message of messages) {
    const { key, value, offset } = message;
    const parsed = parse(value);
    const envelope = openEnvelope(topic, inEnvelopeOfToday(parsed, key));
    if (envelope) {
      events.push(Object.assign(envelope, { offset }));
      continue;
    }
    const reason = parsed === undefined ? 'not JSON' : `not a ${topic.name}`;
    deadLetters.push(deadLetterOf(message, { topic: topic.name, partition }, reason));
  }
  return { events, deadLetters };
}

/** Returns `undefined`, which JSON can't express, for text that is not JSON. */
function parse(value: Buffer | string | null): unknown {
  if (value === null) return undefined;
  try {
    return JSON.parse(value.toString()) as unknown;
  } catch {
    return undefined;
  }
}
