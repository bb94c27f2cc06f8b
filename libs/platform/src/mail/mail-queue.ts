import { randomUUID } from 'node:crypto';
import type { Sql } from '../database/sql';
import type { Mail } from './mailer';

export interface QueuedMail extends Omit<Mail, 'id'> {
  readonly accountId: number;
  /** Constant name of its purpose, e.g. `invitation`. */
  readonly kind: string;
  /** When it becomes useless, e.g. because its link has expired. */
  readonly expiresAt: Date;
}

/**
 * Stores a message in the transaction that causes it. `SendMail` sends it after the commit, so that none is lost
 * and none is sent after a rollback. Returns its id.
 */
export async function queueMail(tx: Sql, mail: QueuedMail): Promise<string> {
  const { accountId, kind, to, subject, text, html, expiresAt, unsubscribeUrl = null } = mail;
  const id = randomUUID();
  await tx.query(
    `INSERT INTO mail (id, account_id, kind, recipient, subject, text_body, html_body, expires_at, unsubscribe_url,
       next_due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
    [id, accountId, kind, to, subject, text, html, expiresAt, unsubscribeUrl],
  );
  return id;
}
