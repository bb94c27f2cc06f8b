import type { Topic } from '@yipii/protocol';
import type { PoolClient } from 'pg';
import type { OutgoingEvent } from '../messaging/messaging.ports';

/** Something that is due. */
export interface DueTimer<Row> {
  /** Primary key of the row, as text. */
  readonly subject: string;
  /** Epoch ms; at most now. */
  readonly dueAt: number;
  readonly row: Row;
}

/** The outcome of a timer. */
export interface FiredTimer {
  /** When the row is due again, epoch ms; null: never. */
  readonly nextDueAt: number | null;
  /** Events to publish. */
  readonly events: readonly TimerEvent<unknown>[];
}

/** Its id is made from the timer, and it occurred when the timer was due, unless it says otherwise. */
export interface TimerEvent<Event> extends OutgoingEvent<Event> {
  readonly topic: Topic<Event>;
}

/**
 * Rows of one table that become due. The table has `next_due_at timestamptz` (null: not running) with a partial
 * index: `CREATE INDEX … ON t (next_due_at) WHERE next_due_at IS NOT NULL`.
 */
export interface TimerTable<Row> {
  /** Constant name, part of the ids of its events. */
  readonly kind: string;
  /** Trusted SQL, as are the names of columns. */
  readonly table: string;
  readonly primaryKey: string;
  /** What `fire` needs of the row. */
  readonly columns: readonly (keyof Row & string)[];
  /**
   * Changes the row, and what belongs to it, in the transaction `tx`, where the row is locked. If it rejects,
   * all of that is undone, other timers go on, and this one is tried again later.
   */
  fire(due: DueTimer<Row>, tx: PoolClient): Promise<FiredTimer>;
}
