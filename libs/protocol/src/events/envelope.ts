import type { Natural } from '@yipii/domain';
import type { Topic } from '../topics';
import { fillNulls, isId, isNullable, isObject, isString } from './guards';

/** The account that an event belongs to. */
export interface EventAccount {
  readonly id: Natural;
  /** Its part of channel names and API paths. */
  readonly key: string;
}

/** What is told of every event, whatever it says. The publisher sets it; the event repeats none of it. */
export interface EventContext {
  /** The same whenever this event is published again. */
  readonly id: string;
  /** ISO 8601 UTC; when that of which it tells happened. */
  readonly occurredAt: string;
  /** Null: it belongs to no account, or to none that its writer knows. */
  readonly account: EventAccount | null;
  /** What it is about; also the message key. */
  readonly subject: string;
  /** W3C trace context; null where nothing is traced. */
  readonly traceparent: string | null;
}

/** A message of any topic. */
export interface Envelope<Event> extends EventContext {
  readonly event: Event;
}

/**
 * Reads a parsed message, completing what an older version left out; undefined if it is not one of the topic.
 * Fields and values that a newer version has added are kept.
 */
export function openEnvelope<Event>(topic: Topic<Event>, value: unknown): Envelope<Event> | undefined {
  if (!isObject(value)) return undefined;
  fillNulls(value, ['account', 'traceparent']);
  if (isObject(value.event)) topic.complete?.(value.event);
  return isEnvelopeOf(topic, value) ? value : undefined;
}

/** Guard of a message with nothing left out. */
export function isEnvelopeOf<Event>(topic: Topic<Event>, value: unknown): value is Envelope<Event> {
  return (
    isObject(value) &&
    isString(value.id) &&
    isString(value.occurredAt) &&
    (topic.owned ? isAccount(value.account) : isNullable(value.account, isAccount)) &&
    isString(value.subject) &&
    isNullable(value.traceparent, isString) &&
    topic.accepts(value.event)
  );
}

function isAccount(value: unknown): value is EventAccount {
  return isObject(value) && isId(value.id) && isString(value.key);
}

/** The account of an event whose topic is `owned`: reading and publishing refuse one without. */
export function ownerOf({ account }: Pick<EventContext, 'account'>): EventAccount {
  if (!account) throw new TypeError('the event belongs to no account');
  return account;
}
