import { topics } from '@yipii/protocol';
import type { Transaction } from '../unit-of-work/transaction';
import type { AccountReference } from './account-repository';
import type { Database } from './database';

/** Tokens of an issuer with a certain value of the account claim stand for the account. */
export interface IssuerTrust {
  readonly id: number;
  readonly account: AccountReference;
}

/** Looks up the account of external tokens. Needs the worker's database, because the account is not known yet. */
export class TrustedIssuerRepository {
  constructor(private readonly database: Database) {}

  async find(issuer: string, value: string): Promise<IssuerTrust | null> {
    // PostgreSQL can't store it, so no row can have it.
    if (value.includes('\0')) return null;
    const { rows } = await this.database.pool.query<{
      id: string;
      account_id: string;
      key: string;
      name: string;
    }>(
      `SELECT t.id, t.account_id, a.key, a.name FROM trusted_issuer t JOIN account a ON a.id = t.account_id
       WHERE t.issuer = $1 AND t.value = $2`,
      [issuer, value],
    );
    const row = rows[0];
    if (!row) return null;
    return { id: Number(row.id), account: { id: Number(row.account_id), key: row.key, name: row.name } };
  }
}

/** @throws the error of a unique constraint if the value stands for an account already */
export async function trustIssuer(
  tx: Transaction,
  accountId: number,
  { issuer, value }: { readonly issuer: string; readonly value: string },
): Promise<number> {
  const { rows } = await tx.query<{ id: string }>(
    'INSERT INTO trusted_issuer (account_id, issuer, value) VALUES ($1, $2, $3) RETURNING id',
    [accountId, issuer, value],
  );
  return Number(rows[0]?.id);
}

/** Ends the trust and everything opened by tokens that rely on it. */
export async function distrustIssuer(tx: Transaction, id: number): Promise<void> {
  await tx.query('DELETE FROM trusted_issuer WHERE id = $1', [id]);
  const event = { kind: 'trust', id: String(id), reason: 'the issuer is trusted no longer' } as const;
  await tx.emit(topics.accessRevoked, { key: `trust:${id}`, event });
}
