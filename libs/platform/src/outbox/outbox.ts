import { randomUUID } from 'node:crypto';
import type { Topic } from '@yipii/protocol';
import type { ClientBase } from 'pg';
import type { OutgoingEvent } from '../messaging/messaging.ports';

const INSERT = `
  INSERT INTO outbox (topic, key, event_id, payload, headers)
  SELECT $1, key, event_id, payload, headers
  FROM unnest($2::text[], $3::uuid[], $4::jsonb[], $5::jsonb[]) WITH ORDINALITY
    AS event (key, event_id, payload, headers, place)
  ORDER BY place`;

/**
 * Tells others of a change exactly when it is committed: the event is stored in the transaction of the
 * change, and {@link OutboxRelay} publishes it afterwards, at least once.
 */
export class Outbox {
  /** Adds events to the transaction of `client`; poke the relay after its commit. Order is kept per key. */
  async add<Event>(
    client: ClientBase,
    topic: Topic<Event>,
    events: readonly OutgoingEvent<Event>[],
  ): Promise<void> {
    await client.query(INSERT, [
      topic.name,
      events.map(({ key }) => key),
      events.map(({ id }) => id ?? randomUUID()),
      events.map(({ event }) => JSON.stringify(event)),
      events.map(({ headers = {} }) => JSON.stringify(headers)),
    ]);
  }
}
