import { topics } from '@yipii/protocol';
import type { Transaction } from './unit-of-work/transaction';

/**
 * Deletes what an account knows about a person, by mail address: the user with sessions, invitations, queued mail,
 * and the address in the audit log. The person's actions stay in the log under a number.
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
