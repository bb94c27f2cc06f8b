import type { Topic } from '@yipii/protocol';
import type { Sql } from '../database/sql';
import { DomainError } from '../errors/domain-error';
import { inEnvelope } from '../messaging/in-envelope';
import type { OutgoingEvent } from '../messaging/messaging.ports';

/** Less than a Kafka broker accepts; otherwise it would refuse everything else in the same send, too. */
const MAX_EVENT_BYTES = 512_000;

const INSERT = `
  INSERT INTO outbox (topic, key, event_id, payload)
  SELECT $1, key, event_id, payload
  FROM unnest($2::text[], $3::uuid[], $4::jsonb[]) WITH ORDINALITY AS event (key, event_id, payload, place)
  ORDER BY place`;

/**
 * Announces a change if and only if it is committed: the event is stored in the transaction of the change, in its
 * final envelope, and `OutboxRelay` publishes it afterwards, at least once.
 */
export class Outbox {
  private readonly listeners: (() => void)[] = [];

  /**
   * Adds events to the transaction; call {@link committed} after its commit. Order is kept per key.
   * @throws DomainError PAYLOAD_TOO_LARGE
   */
  async add<Event>(sql: Sql, topic: Topic<Event>, events: readonly OutgoingEvent<Event>[]): Promise<void> {
    const envelopes = events.map(inEnvelope);
    await sql.query(INSERT, [
      topic.name,
      envelopes.map(({ subject }) => subject),
      envelopes.map(({ id }) => id),
      envelopes.map(toJson),
    ]);
  }

  /** Publishes at once what was added and is now committed, if this process has a relay. */
  committed(): void {
    for (const listener of this.listeners) listener();
  }

  onCommitted(listener: () => void): void {
    this.listeners.push(listener);
  }
}

function toJson(envelope: object): string {
  const json = JSON.stringify(envelope);
  if (Buffer.byteLength(json) > MAX_EVENT_BYTES)
    throw new DomainError('PAYLOAD_TOO_LARGE', 'The change is too large to be published.');
  return json;
}
