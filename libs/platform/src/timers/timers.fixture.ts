import { topics } from '@yipii/protocol';
import type { Pool } from 'pg';
import type { Clock } from '../clock/clock';
import { WorkerDatabase } from '../database/databases';
import { Outbox } from '../outbox/outbox';
import { RunTimers } from './run-timers';
import type { TimerTable } from './timer.ports';

/** A row that fires a number of times. */
interface Reminder {
  readonly remaining: number;
}

export const REMINDER_TABLES = `
  CREATE TABLE reminder (id bigint PRIMARY KEY, remaining int NOT NULL, next_due_at timestamptz);
  CREATE INDEX ON reminder (next_due_at) WHERE next_due_at IS NOT NULL;
  CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, key text NOT NULL,
    event_id uuid NOT NULL, payload jsonb NOT NULL)`;

export const REMIND_EVERY_MS = 100;

/** Each firing tells the version `remaining`; a negative one can't be fired. */
const reminders: TimerTable<Reminder> = {
  kind: 'reminder',
  table: 'reminder',
  primaryKey: 'id',
  columns: ['remaining'],
  fire: async ({ subject, dueAt, row: { remaining } }, tx) => {
    await tx.query('UPDATE reminder SET remaining = $2 WHERE id = $1', [subject, remaining - 1]);
    if (remaining < 0) throw new RangeError('the row is damaged');
    const event = { kind: 'asset', id: Number(subject), version: remaining } as const;
    return {
      nextDueAt: remaining > 1 ? dueAt + REMIND_EVERY_MS : null,
      events: [{ topic: topics.registryChanged, key: `asset:${subject}`, event }],
    };
  },
};

/** One replica's timers. */
export function runReminders(pool: Pool, clock: Clock, onCommitted: () => void = () => undefined) {
  const database = new WorkerDatabase(pool);
  const outbox = new Outbox();
  outbox.onCommitted(onCommitted);
  return new RunTimers(reminders, { database, outbox, clock });
}
