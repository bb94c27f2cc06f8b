import { Logger } from '@nestjs/common';
import type { WorkerDatabase } from '../database/databases';
import { rowsOf } from '../database/due-poll';
import type { Repetition } from '../lifecycle/repeat';
import { causeOf } from '../messaging/failure-streak';
import { isRefusal, pauseAfter, RETRY_POLICY } from './retry-policy';

/** Several times the interval at which a relay renews its claims. */
const CLAIM_SECONDS = 10;
const EVENTS_PER_KEY = 100;

/** An event in the outbox. */
export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly event_id: string;
  /** An envelope, or an event left by 0.1.0. */
  readonly payload: unknown;
  /** Number of failed attempts to publish it. */
  readonly attempts: number;
}

/** The oldest events of a key, in order. No other relay publishes events of this key meanwhile. */
export type ClaimedKey = readonly [head: OutboxRow, ...rest: OutboxRow[]];

/** Maximum numbers of keys to claim. */
export interface Room {
  /** Keys whose oldest event has not been attempted yet. */
  readonly fresh: number;
  /** Keys whose oldest event has failed. */
  readonly failed: number;
}

/**
 * The table `outbox`. The oldest event of a key, its head, stands for the key: its `due_at` is when the key is
 * published next, and whoever moves it into the future has claimed the key for that long.
 */
export class OutboxTable {
  private readonly log = new Logger('outbox');

  constructor(
    private readonly database: WorkerDatabase,
    private readonly policy = RETRY_POLICY,
  ) {}

  /** Calls `run`, which must not reject, whenever a key is due. */
  onDue(run: () => Promise<void>): Repetition {
    return this.database.due.watch({ isDue: rowsOf('outbox', 'due_at'), run });
  }

  /** Claims due keys, those that have waited longest first. */
  async claim(topics: readonly string[], { fresh, failed }: Room): Promise<ClaimedKey[]> {
    const { rows } = await this.database.pool.query<OutboxRow>(CLAIM, [topics, fresh, failed]);
    const keys = new Map<string, [OutboxRow, ...OutboxRow[]]>();
    for (const row of rows) {
      const key = `${row.topic} ${row.key}`;
      const others = keys.get(key);
      if (others) others.push(row);
      else keys.set(key, [row]);
    }
    return [...keys.values()];
  }

  /** Renews the claims of these heads unless they have been given back since. */
  async renew(heads: readonly Pick<OutboxRow, 'id' | 'attempts'>[]): Promise<void> {
    await this.database.pool.query(RENEW, [heads.map(({ id }) => id), heads.map(({ attempts }) => attempts)]);
  }

  /** Removes published events. */
  async remove(ids: readonly string[]): Promise<void> {
    await this.database.pool.query('DELETE FROM outbox WHERE id = ANY ($1)', [ids]);
  }

  /**
   * Gives back the claim of a key whose head could not be published: it is retried after a pause. After too many
   * failures the head goes to `outbox_dead_letter`, and the next event of the key becomes due.
   */
  async failed(head: OutboxRow, error: unknown): Promise<'postponed' | 'set aside'> {
    const failures = head.attempts + 1;
    const pauseMs = pauseAfter(error, failures, this.policy);
    const event = { topic: head.topic, eventId: head.event_id, failures };
    if (pauseMs === null) {
      await this.database.pool.query(SET_ASIDE, [head.id, failures, causeOf(error)]);
      this.log.error({ msg: 'event not published, now in outbox_dead_letter', ...event, err: error });
      return 'set aside';
    }
    await this.database.pool.query(POSTPONE, [head.id, failures, pauseMs]);
    if (failures === 1 && isRefusal(error))
      this.log.warn({ msg: 'event not published, retrying', ...event, err: error });
    return 'postponed';
  }
}

function heads(condition: string, limit: string): string {
  return `
    SELECT id FROM outbox AS candidate
    WHERE topic = ANY ($1) AND due_at <= now() AND ${condition} AND NOT EXISTS (
      SELECT FROM outbox AS older
      WHERE older.topic = candidate.topic AND older.key = candidate.key AND older.id < candidate.id
    )
    ORDER BY due_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/** A failed event is retried alone, because another event of its key may have caused the failure. */
const CLAIM = `
  WITH fresh AS (${heads('attempts = 0', '$2')}), failed AS (${heads('attempts > 0', '$3')}),
  claimed AS (
    UPDATE outbox SET due_at = now() + interval '${CLAIM_SECONDS} s'
    WHERE id IN (SELECT id FROM fresh UNION ALL SELECT id FROM failed)
    RETURNING id, topic, key, attempts
  )
  SELECT event.* FROM claimed CROSS JOIN LATERAL (
    SELECT id, topic, key, event_id, payload, attempts FROM outbox
    WHERE topic = claimed.topic AND key = claimed.key AND (id = claimed.id OR id > claimed.id AND claimed.attempts = 0)
    ORDER BY id LIMIT ${EVENTS_PER_KEY}
  ) AS event
  ORDER BY event.id`;

/**
 * A head that was given back meanwhile has one more attempt: its pause must not become a claim that nobody holds.
 */
const RENEW = `
  UPDATE outbox SET due_at = now() + interval '${CLAIM_SECONDS} s'
  FROM unnest($1::bigint[], $2::int[]) AS claimed (id, attempts)
  WHERE outbox.id = claimed.id AND outbox.attempts = claimed.attempts`;

const POSTPONE = `
  UPDATE outbox SET attempts = $2, due_at = now() + $3 * interval '1 millisecond' WHERE id = $1`;

const SET_ASIDE = `
  WITH dead AS (DELETE FROM outbox WHERE id = $1 RETURNING *)
  INSERT INTO outbox_dead_letter (id, topic, key, event_id, payload, created_at, attempts, reason)
  SELECT id, topic, key, event_id, payload, created_at, $2, $3 FROM dead`;
