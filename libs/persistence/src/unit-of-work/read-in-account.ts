import type { AccountScope } from '@yipii/domain';
import type { Pool } from 'pg';
import { restrictTo } from './restrict-to';
import type { AccountSql } from './transaction';

/**
 * Runs queries that change nothing in a transaction of their own, on a pool of the role `yipii_app`. It costs
 * one round trip more than the queries themselves, or none where the pool pipelines (as `openPool` makes it).
 */
export async function readInAccount<T>(
  pool: Pool,
  scope: AccountScope,
  read: (sql: AccountSql) => Promise<T>,
): Promise<T> {
  const restriction = restrictTo(scope);
  const client = await pool.connect();
  try {
    const begun = client.query(`BEGIN READ ONLY; ${restriction}`);
    const query: AccountSql['query'] = (text, values) => client.query(text, values);
    // Not one after the other: PostgreSQL keeps the order.
    const [result] = await Promise.all([read({ scope, query }), begun]);
    return result;
  } finally {
    // Nobody waits for the end of a transaction that has written nothing.
    client.query('COMMIT').then(
      () => client.release(),
      () => client.release(true),
    );
  }
}
