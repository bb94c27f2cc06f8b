import type { PoolClient } from 'pg';
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

/** The connection that a transaction of `withAccount` runs on, for plain SQL in it. */
export async function connectionOf({ queryRunner }: EntityManager): Promise<PoolClient> {
  if (!queryRunner?.isTransactionActive) throw new Error('not in a transaction');
  return (await queryRunner.connect()) as PoolClient;
}
