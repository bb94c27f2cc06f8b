import { Logger } from '@nestjs/common';
import { inEnvelopeOfToday, topics, type Envelope, type Topic } from '@yipii/protocol';
import type { PoolClient } from 'pg';
import type { WorkerDatabase } from '../database/databases';
import type { Lifecycle } from '../lifecycle/lifecycle';
import { FailureStreak } from '../messaging/failure-streak';
import type { EventPublisher, OutgoingEvent } from '../messaging/messaging.ports';

const SWEEP_EVERY_MS = 1_000;
const KEYS_PER_ROUND = 200;
const EVENTS_PER_ROUND = 1_000;

/**
 * The oldest event of a key stands for the key: whoever has it locked publishes all of that key, and no other
 * relay can get ahead with a later one.
 */
const TAKE = `
  WITH first AS (
    SELECT topic, key FROM outbox AS candidate
    WHERE topic = ANY ($1) AND NOT EXISTS (
      SELECT FROM outbox AS older
      WHERE older.topic = candidate.topic AND older.key = candidate.key AND older.id < candidate.id
    )
    ORDER BY id LIMIT ${KEYS_PER_ROUND} FOR UPDATE SKIP LOCKED
  )
  SELECT id, topic, key, payload FROM outbox JOIN first USING (topic, key)
  ORDER BY id LIMIT ${EVENTS_PER_ROUND}`;

interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  /** An {@link Envelope}, or an event that 0.1.0 has left. */
  readonly payload: unknown;
}

/**
 * Publishes what is in the outbox and removes it: when poked, and every second what a crash or an outage
 * has left. Several replicas may run it at once. An event that is published twice has the same id both times.
 */
export class OutboxRelay {
  private readonly known: ReadonlyMap<string, Topic<unknown>>;
  private readonly streak = new FailureStreak(new Logger('outbox'), {});
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly database: WorkerDatabase,
    private readonly publisher: EventPublisher,
    private readonly lifecycle: Lifecycle,
    topicList: readonly Topic<unknown>[] = Object.values(topics),
  ) {
    this.known = new Map(topicList.map((topic) => [topic.name, topic]));
  }

  /** Begins to sweep. */
  onApplicationBootstrap(): void {
    const timer = setInterval(() => this.poke(), SWEEP_EVERY_MS);
    this.lifecycle.onStop('flush', 'outbox', async () => {
      clearInterval(timer);
      this.poke();
      await this.running;
    });
    this.poke();
  }

  /** There is something new, just committed. */
  poke(): void {
    this.again = true;
    this.running ??= this.drain().finally(() => (this.running = undefined));
  }

  private async drain(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        while ((await this.round()) > 0);
      }
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('events wait in the outbox', error);
    }
  }

  /** Answers how many events were published. */
  private async round(): Promise<number> {
    const client = await this.database.pool.connect();
    try {
      await client.query('BEGIN');
      const rows = await this.publishNext(client);
      await client.query('COMMIT');
      client.release();
      return rows;
    } catch (error) {
      client.release(true); // ends the connection, and with it the transaction
      throw error;
    }
  }

  private async publishNext(client: PoolClient): Promise<number> {
    const { rows } = await client.query<OutboxRow>(TAKE, [[...this.known.keys()]]);
    const sends = [...this.known.values()].map((topic) => {
      const events = rows.filter((row) => row.topic === topic.name).map(toOutgoing);
      return this.publisher.publish(topic, events);
    });
    await Promise.all(sends);
    if (rows.length > 0)
      await client.query('DELETE FROM outbox WHERE id = ANY ($1)', [rows.map(({ id }) => id)]);
    return rows.length;
  }
}

function toOutgoing({ key, payload }: OutboxRow): OutgoingEvent<unknown> {
  return { ...(inEnvelopeOfToday(payload, key) as Envelope<unknown>), key };
}
