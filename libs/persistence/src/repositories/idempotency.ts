import { DomainError } from '@yipii/platform';
import type { AccountTransaction } from '../unit-of-work/transaction';

/** Time within which a request may be repeated. */
export const IDEMPOTENCY_HOURS = 24;

/** A request that may be repeated. */
export interface RepeatableRequest {
  /** Credential of the caller, `<kind>:<id>`. */
  readonly credential: string;
  /** Method and path. */
  readonly route: string;
  /** The client's key for the request. */
  readonly key: string;
  readonly bodyHash: Buffer;
}

/**
 * Does the work once for a request and its repetitions within 24 hours, and returns the same answer to each. A
 * repetition that comes while the first is at work waits for it. Work that fails is not remembered.
 * @param keep whether the answer may be kept; one that holds a secret may not
 * @throws DomainError IDEMPOTENCY_KEY_REUSED if the key came with another body; ANSWER_NOT_KEPT
 */
export async function once<T>(
  tx: AccountTransaction,
  request: RepeatableRequest | null,
  work: () => Promise<T>,
  { keep = true } = {},
): Promise<T> {
  if (!request) return work();
  const { credential, route, key, bodyHash } = request;
  const id = [tx.scope.accountId, credential, route, key];
  const { rows } = await tx.query(CLAIM, [...id, bodyHash]);
  if (rows.length === 0) return keptAnswer<T>(tx, id, bodyHash);
  const answer = await work();
  if (keep)
    await tx.query(`UPDATE idempotency_key SET answer = $5 WHERE ${IS_IT}`, [...id, JSON.stringify(answer)]);
  return answer;
}

const IS_IT = 'account_id = $1 AND credential = $2 AND route = $3 AND key = $4';

/** Waits for another transaction that has the same key. */
const CLAIM = `
  INSERT INTO idempotency_key AS known (account_id, credential, route, key, body_hash) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (account_id, credential, route, key) DO UPDATE
    SET body_hash = excluded.body_hash, answer = NULL, created_at = now()
    WHERE known.created_at < now() - interval '${IDEMPOTENCY_HOURS} hours'
  RETURNING 1`;

async function keptAnswer<T>(tx: AccountTransaction, id: readonly unknown[], bodyHash: Buffer): Promise<T> {
  const { rows } = await tx.query<{ body_hash: Buffer; answer: string | null }>(
    `SELECT body_hash, answer FROM idempotency_key WHERE ${IS_IT}`,
    [...id],
  );
  const known = rows[0];
  if (known && !known.body_hash.equals(bodyHash)) {
    throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key came with another body before.');
  }
  if (!known || known.answer === null) {
    throw new DomainError(
      'ANSWER_NOT_KEPT',
      'This was done before; its answer held a secret and is not kept.',
    );
  }
  return JSON.parse(known.answer) as T;
}
