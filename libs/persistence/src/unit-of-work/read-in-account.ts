import type { AccountScope } from '@yipii/domain';
import type { Pool } from 'pg';
import { restrictTo } from './restrict-to';
import type { AccountSql } from './transaction';

/**
 * Runs read-only queries in their own transaction, on a pool of the role `yipii_app`. This costs one extra round
 * trip, or none if the pool pipelines (as `openPool` configures it).
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
    // Sent without waiting for each other: PostgreSQL keeps the order.
    const [result] = await Promise.all([read({ scope, query }), begun]);
    return result;
  } finally {
    // There is no need to wait for the end of a transaction that has written nothing.
    client.query('COMMIT').then(
      () => client.release(),
      () => client.release(true),
    );
  }
}
