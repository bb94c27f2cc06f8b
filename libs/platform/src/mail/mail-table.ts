import type { Clock } from '../clock/clock';
import type { WorkerDatabase } from '../database/databases';
import { rowsOf } from '../database/due-poll';
import type { Repetition } from '../lifecycle/repeat';
import type { Mail } from './mailer';

/** A message that this process is sending. */
export interface ClaimedMail extends Mail {
  readonly kind: string;
  /** Failures so far. */
  readonly failures: number;
}

/** The period in which a message belongs to a process, epoch ms. */
export interface Lease {
  readonly now: number;
  readonly until: number;
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text_body: string;
  readonly html_body: string;
  readonly unsubscribe_url: string | null;
  readonly failures: number;
}

const CLAIM = `
  UPDATE mail SET next_due_at = $2 WHERE id IN (
    SELECT id FROM mail WHERE next_due_at <= $1 AND expires_at > $1 AND id <> ALL ($4)
    ORDER BY next_due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING id, kind, recipient, subject, text_body, html_body, unsubscribe_url, failures`;

/** The table `mail` of unsent messages. A claim is a lease, so that nothing is lost when a process dies. */
export class MailTable {
  constructor(private readonly database: WorkerDatabase) {}

  /** Calls `run`, which must not reject, whenever a message is to be sent or has expired. */
  onDue(clock: Clock, run: () => Promise<void>): Repetition {
    return this.database.due.watch({ isDue: rowsOf('mail'), clock, run });
  }

  /** @param except ids that are not to be claimed */
  async claim(lease: Lease, limit: number, except: readonly string[]): Promise<ClaimedMail[]> {
    const { now, until } = lease;
    const { rows } = await this.run<Row>(CLAIM, [new Date(now), new Date(until), limit, [...except]]);
    return rows.map(
      ({ recipient, text_body: text, html_body: html, unsubscribe_url: unsubscribeUrl, ...row }) => ({
        ...row,
        ...{ to: recipient, text, html, unsubscribeUrl },
      }),
    );
  }

  async extend(ids: readonly string[], until: number): Promise<void> {
    await this.run('UPDATE mail SET next_due_at = $2 WHERE id = ANY ($1)', [[...ids], new Date(until)]);
  }

  /** Deletes a message that was sent, or never will be. */
  async remove(id: string): Promise<void> {
    await this.run('DELETE FROM mail WHERE id = $1', [id]);
  }

  /** Deletes a message that the server has refused for good, and notes that. @param code of its reply */
  async refuse(id: string, code: number): Promise<void> {
    await this.run(
      `WITH gone AS (DELETE FROM mail WHERE id = $1 RETURNING id, account_id)
       INSERT INTO mail_refusal (mail_id, account_id, code) SELECT id, account_id, $2 FROM gone`,
      [id, code],
    );
  }

  async retry(id: string, at: number): Promise<void> {
    await this.run('UPDATE mail SET failures = failures + 1, next_due_at = $2 WHERE id = $1', [
      id,
      new Date(at),
    ]);
  }

  /** Returns how many expired messages of each kind were removed. */
  async removeExpired(now: number): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.run<{ kind: string; n: string }>(
      `WITH gone AS (DELETE FROM mail WHERE expires_at <= $1 AND next_due_at <= $1 RETURNING kind)
       SELECT kind, count(*) AS n FROM gone GROUP BY 1`,
      [new Date(now)],
    );
    return new Map(rows.map(({ kind, n }) => [kind, Number(n)]));
  }

  private run<R extends object>(text: string, values: unknown[]) {
    return this.database.pool.query<R>(text, values);
  }
}
