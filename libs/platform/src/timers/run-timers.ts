import { hash } from 'node:crypto';
import { uuidV8 } from '@yipii/protocol';
import type { PoolClient } from 'pg';
import type { Clock } from '../clock/clock';
import type { WorkerDatabase } from '../database/databases';
import { rowsOf } from '../database/due-poll';
import type { Lifecycle } from '../lifecycle/lifecycle';
import { Logger } from '../logging/logger';
import { FailureStreak } from '../messaging/failure-streak';
import type { Outbox } from '../outbox/outbox';
import { FailingTimers } from './failing-timers';
import type { DueTimer, FiredTimer, TimerTable } from './timer.ports';

const TIMERS_PER_ROUND = 50;

interface TimerParts {
  readonly database: WorkerDatabase;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/**
 * Fires the timers of one table. Every replica of an app runs it: each row is locked by one of them, which
 * changes it and stores its events in one transaction. So a timer fires exactly once, whichever replica dies
 * when; the id of an event is made from kind, row and due time.
 */
export class RunTimers<Row> {
  private readonly streak: FailureStreak;
  private readonly failing: FailingTimers;
  private readonly look: string;
  private readonly take: string;

  constructor(
    private readonly timers: TimerTable<Row>,
    private readonly parts: TimerParts,
  ) {
    const log = new Logger('timers');
    this.streak = new FailureStreak(log, { kind: timers.kind }, {}, parts.clock);
    this.failing = new FailingTimers(log, timers.kind, parts.clock);
    this.look = `SELECT FROM ${dueIn(timers)} LIMIT 1`;
    this.take = takeSql(timers);
  }

  /** Polls until the process stops its intake. */
  start(lifecycle: Lifecycle): void {
    const { kind, table } = this.timers;
    const { database, clock } = this.parts;
    const polling = database.due.watch({ isDue: rowsOf(table), clock, run: () => this.run() });
    lifecycle.onStop('intake', `timers ${kind}`, () => polling.stop());
  }

  /** Fires all that is due now. Never rejects. */
  async run(): Promise<void> {
    try {
      if (await this.isAnyDue()) while ((await this.round()) === TIMERS_PER_ROUND);
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('timers can not be fired, retrying', error);
    }
  }

  /** One question instead of a transaction, since those that are due may all be waiting for their next try. */
  private async isAnyDue(): Promise<boolean> {
    const { rowCount } = await this.parts.database.pool.query(this.look, this.dueNow());
    return rowCount === 1;
  }

  private dueNow(): [now: Date, failing: string[]] {
    return [new Date(this.parts.clock.now()), this.failing.waiting()];
  }

  /** Returns how many timers were due. */
  private async round(): Promise<number> {
    const client = await this.parts.database.pool.connect();
    try {
      await client.query('BEGIN');
      const due = await this.lockDue(client);
      let events = 0;
      for (const timer of due) events += await this.fire(timer, client);
      await client.query('COMMIT');
      client.release();
      if (events > 0) this.parts.outbox.committed();
      return due.length;
    } catch (error) {
      client.release(true); // ends the connection, and with it the transaction
      throw error;
    }
  }

  private async lockDue(client: PoolClient): Promise<DueTimer<Row>[]> {
    const { rows } = await client.query<{ subject: string; due: Date; row: Row }>(this.take, this.dueNow());
    return rows.map(({ subject, due, row }) => ({ subject, dueAt: due.getTime(), row }));
  }

  /** Returns how many events it stored. A failing timer does not affect others. */
  private async fire(timer: DueTimer<Row>, client: PoolClient): Promise<number> {
    await client.query('SAVEPOINT timer');
    try {
      const fired = await this.timers.fire(timer, client);
      await this.settle(timer, fired, client);
      this.failing.succeeded(timer.subject);
      return fired.events.length;
    } catch (error) {
      // Also fails if the connection is gone; then the whole round is over.
      await client.query('ROLLBACK TO SAVEPOINT timer');
      this.failing.failed(timer.subject, error);
      return 0;
    }
  }

  private async settle(
    timer: DueTimer<Row>,
    { nextDueAt, events }: FiredTimer,
    tx: PoolClient,
  ): Promise<void> {
    const { table, primaryKey, kind } = this.timers;
    await tx.query(`UPDATE ${table} SET next_due_at = $2 WHERE ${primaryKey}::text = $1`, [
      timer.subject,
      nextDueAt === null ? null : new Date(nextDueAt),
    ]);
    const occurredAt = new Date(timer.dueAt).toISOString();
    for (const [index, { topic, ...event }] of events.entries()) {
      const id = timerEventId(kind, timer, index);
      await this.parts.outbox.add(tx, topic, [{ occurredAt, id, ...event }]);
    }
  }
}

/** Returns the same id for the same timer, whichever replica fires it. */
function timerEventId(kind: string, { subject, dueAt }: DueTimer<unknown>, index: number): string {
  return uuidV8(hash('sha256', JSON.stringify([kind, subject, dueAt, index])));
}

/** The rows that are due at $1, but for those in $2. */
function dueIn({ table, primaryKey }: Pick<TimerTable<never>, 'table' | 'primaryKey'>): string {
  return `${table} WHERE next_due_at <= $1 AND ${primaryKey}::text <> ALL ($2::text[])`;
}

function takeSql({ table, primaryKey, columns }: TimerTable<never>): string {
  const fields = columns.map((column) => `'${column}', ${column}`).join(', ');
  return `
    SELECT ${primaryKey}::text AS subject, next_due_at AS due, jsonb_build_object(${fields}) AS row
    FROM ${dueIn({ table, primaryKey })}
    ORDER BY next_due_at LIMIT ${TIMERS_PER_ROUND}
    FOR UPDATE SKIP LOCKED`;
}
