import type { Pool, PoolClient } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * Runs `work` in a transaction that sees the rows of one account only; row-level security holds even for
 * raw SQL in it.
 */
export function withAccount<T>(
  dataSource: DataSource,
  accountId: number,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return dataSource.transaction(async (manager) => {
    // As SET LOCAL, which takes no parameters: it ends with the transaction.
    await manager.query(`SELECT set_config('app.account', $1, true)`, [String(accountId)]);
    return work(manager);
  });
}

/** As {@link withAccount}, on a pool of the role `yipii_app`, for queries that change nothing. */
export async function readAs<T>(
  pool: Pool,
  accountId: number,
  query: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('BEGIN READ ONLY');
    await client.query(`SELECT set_config('app.account', $1, true)`, [String(accountId)]);
    const answer = await query(client);
    await client.query('COMMIT');
    return answer;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection that failed is not used again: it may still be in the transaction of this account.
    client.release(failure);
  }
}

/** The connection that a transaction of `withAccount` runs on, for plain SQL in it. */
export async function connectionOf({ queryRunner }: EntityManager): Promise<PoolClient> {
  if (!queryRunner?.isTransactionActive) throw new Error('not in a transaction');
  return (await queryRunner.connect()) as PoolClient;
}
