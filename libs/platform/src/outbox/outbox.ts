import type { Topic } from '@yipii/protocol';
import type { ClientBase } from 'pg';
import { inEnvelope } from '../messaging/in-envelope';
import type { OutgoingEvent } from '../messaging/messaging.ports';

const INSERT = `
  INSERT INTO outbox (topic, key, event_id, payload)
  SELECT $1, key, event_id, payload
  FROM unnest($2::text[], $3::uuid[], $4::jsonb[]) WITH ORDINALITY AS event (key, event_id, payload, place)
  ORDER BY place`;

/**
 * Tells others of a change exactly when it is committed: the event is stored in the transaction of the
 * change, in the envelope that it keeps, and {@link OutboxRelay} publishes it afterwards, at least once.
 */
export class Outbox {
  /** Adds events to the transaction of `client`; poke the relay after its commit. Order is kept per key. */
  async add<Event>(
    client: ClientBase,
    topic: Topic<Event>,
    events: readonly OutgoingEvent<Event>[],
  ): Promise<void> {
    const envelopes = events.map(inEnvelope);
    await client.query(INSERT, [
      topic.name,
      envelopes.map(({ subject }) => subject),
      envelopes.map(({ id }) => id),
      envelopes.map((envelope) => JSON.stringify(envelope)),
    ]);
  }
}
