import { randomUUID } from 'node:crypto';
import type { Envelope } from '@yipii/protocol';
import { currentTrace } from '../trace/trace';
import type { OutgoingEvent } from './messaging.ports';

/** Wraps an event in its envelope. Every publisher calls it, and the outbox when it stores an event. */
export function inEnvelope<Event>(outgoing: OutgoingEvent<Event>): Envelope<Event> {
  return {
    id: outgoing.id ?? randomUUID(),
    occurredAt: outgoing.occurredAt ?? new Date().toISOString(),
    account: outgoing.account ?? null,
    subject: outgoing.key,
    traceparent: outgoing.traceparent ?? currentTrace() ?? null,
    event: outgoing.event,
  };
}
