import { topics } from '@yipii/protocol';
import type { Transaction } from './unit-of-work/transaction';

/**
 * Deletes what an account knows about a person, by mail address: the user with sessions, invitations, codes, mail,
 * the viewer of tracking links, and the address in alerts and the audit log. The person's actions stay in the log under a number.
 */
export async function erasePerson(tx: Transaction, accountId: number, email: string): Promise<void> {
  const values = [accountId, email];
  const { rows } = await tx.query<{ id: string }>(
    'DELETE FROM account_user WHERE account_id = $1 AND lower(email) = lower($2) RETURNING id',
    values,
  );
  for (const { id } of rows) {
    const event = { kind: 'user', id, reason: 'user deleted' } as const;
    await tx.emit(topics.accessRevoked, { key: id, event });
  }
  await tx.query('DELETE FROM invitation WHERE account_id = $1 AND lower(email) = lower($2)', values);
  await tx.query('DELETE FROM mail WHERE account_id = $1 AND lower(recipient) = lower($2)', values);
  await tx.query(FORGET_ACKNOWLEDGEMENTS, values);
  for (const text of OF_VIEWERS) await tx.query(text, values);
  await tx.query(
    `UPDATE audit_log SET changes = '{}'
     WHERE account_id = $1 AND (strpos(lower(changes::text), lower($2)) > 0 OR kind = 'user' AND subject_id = ANY ($3))`,
    [...values, rows.map(({ id }) => id)],
  );
  await tx.query(
    `DELETE FROM idempotency_key WHERE account_id = $1
       AND (strpos(lower(answer), lower($2)) > 0 OR credential = ANY ($3))`,
    [...values, rows.map(({ id }) => `user:${id}`)],
  );
}

/** That somebody has acknowledged an alert stays known. */
const FORGET_ACKNOWLEDGEMENTS = `
  UPDATE alert SET acknowledged_by = 'somebody', acknowledgement_note = NULL
  WHERE account_id = $1 AND lower(acknowledged_by) = lower($2)`;

/** Sessions end, by link-session, and are kept without the address; lists of links forget it. */
const OF_VIEWERS = [
  'DELETE FROM verification_code WHERE account_id = $1 AND lower(recipient) = lower($2)',
  'DELETE FROM link_notice WHERE account_id = $1 AND email = lower($2)',
  'DELETE FROM code_failure WHERE account_id = $1 AND email = lower($2)',
  'DELETE FROM link_task WHERE account_id = $1 AND lower(email) = lower($2)',
  `WITH viewed AS (
     UPDATE tracking_session SET email = NULL WHERE account_id = $1 AND lower(email) = lower($2)
     RETURNING account_id, link_uuid, id
   ) INSERT INTO link_task (account_id, link_uuid, kind, session_id)
   SELECT account_id, link_uuid, 'revoke_session', id FROM viewed`,
  `WITH narrowed AS (
     UPDATE tracking_link SET allowed_emails = array_remove(allowed_emails, lower($2)),
       barred_emails = array_remove(barred_emails, lower($2))
     WHERE account_id = $1 AND lower($2) = ANY (allowed_emails || barred_emails) RETURNING account_id, uuid
   ) INSERT INTO link_task (account_id, link_uuid, kind) SELECT account_id, uuid, 'changed' FROM narrowed`,
];
