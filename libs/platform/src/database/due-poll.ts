import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Clock } from '../clock/clock';
import { repeat, type Repetition } from '../lifecycle/repeat';
import { FailureStreak } from '../messaging/failure-streak';

const POLL_MS = 250;

/** Work that waits in the database until some of it is due. */
export interface DueWork {
  /**
   * Returns a trusted SQL condition that tells whether anything is due; it must be cheap when nothing is.
   * @param now an SQL expression
   */
  readonly isDue: (now: string) => string;
  /** Absent: the clock of the database. */
  readonly clock?: Clock;
  /** Does what is due; called also when that can't be told. Must not reject. */
  readonly run: () => Promise<void>;
}

/** Work that waits in a table until a row of it is due: its indexed column has the time. Both are trusted SQL. */
export function rowsOf(table: string, column = 'next_due_at'): DueWork['isDue'] {
  return (now) => `EXISTS (SELECT FROM ${table} WHERE ${column} <= ${now})`;
}

interface Watched {
  readonly work: DueWork;
  round: Promise<void> | undefined;
}

/**
 * Looks four times a second whether anything is due: one question for all work of the process, as mostly nothing is
 * due, and each question costs an idle process as much as all of its other parts.
 */
export class DuePoll {
  private readonly streak = new FailureStreak(new Logger('database'), { part: 'due work' });
  private readonly watched = new Set<Watched>();
  private polling: Repetition | undefined;

  constructor(private readonly pool: Pool) {}

  /** Runs the work whenever it is due; its rounds never overlap. */
  watch(work: DueWork): Repetition {
    const watched: Watched = { work, round: undefined };
    this.watched.add(watched);
    this.polling ??= repeat(POLL_MS, () => this.look());
    return { stop: () => this.unwatch(watched) };
  }

  private async unwatch(watched: Watched): Promise<void> {
    this.watched.delete(watched);
    if (this.watched.size === 0) {
      const { polling } = this;
      this.polling = undefined;
      await polling?.stop();
    }
    await watched.round;
  }

  private async look(): Promise<void> {
    const idle = [...this.watched].filter(({ round }) => !round);
    if (idle.length === 0) return;
    const due = await this.dueOf(idle);
    // What was stopped meanwhile begins no further round.
    for (const watched of due) if (this.watched.has(watched)) begin(watched);
  }

  /** If the question fails, all of them: each finds out what fails, and one with a broken table stops no other. */
  private async dueOf(idle: readonly Watched[]): Promise<readonly Watched[]> {
    const times: Date[] = [];
    const questions = idle.map(({ work: { isDue, clock } }) => {
      const now = clock ? `$${times.push(new Date(clock.now()))}::timestamptz` : 'now()';
      return isDue(now);
    });
    try {
      const sql = `SELECT ARRAY[${questions.join()}] AS due`;
      const { rows } = await this.pool.query<{ due: readonly boolean[] }>(sql, times);
      this.streak.succeeded();
      return idle.filter((_, i) => rows[0]?.due[i]);
    } catch (error) {
      this.streak.failed('what is due can not be asked at once, asking one by one', error);
      return idle;
    }
  }
}

function begin(watched: Watched): void {
  watched.round = watched.work.run().finally(() => (watched.round = undefined));
}
