import type { AccountScope } from '@yipii/domain';
import type { AppDatabase, Outbox } from '@yipii/platform';
import type { DataSource } from 'typeorm';
import { readInAccount } from './read-in-account';
import { restrictTo } from './restrict-to';
import { AccountTransaction, type AccountSql } from './transaction';

/**
 * Work for one account, in the role `yipii_app`: row-level security limits any SQL to the rows of the account and
 * to assets within the scope.
 */
export class UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    private readonly database: AppDatabase,
    private readonly outbox: Outbox,
  ) {}

  /** Commits what `work` writes and emits when it resolves, and nothing of it when it rejects. */
  async inAccount<T>(scope: AccountScope, work: (tx: AccountTransaction) => Promise<T>): Promise<T> {
    const [result, hasEmitted] = await this.dataSource.transaction(async (entities) => {
      const tx = new AccountTransaction(scope, entities, this.outbox);
      await tx.query(restrictTo(scope));
      return [await work(tx), tx.hasEmitted] as const;
    });
    if (hasEmitted) this.outbox.committed();
    return result;
  }

  /** As {@link inAccount}, for reads only; cheaper. */
  read<T>(scope: AccountScope, read: (sql: AccountSql) => Promise<T>): Promise<T> {
    return readInAccount(this.database.pool, scope, read);
  }
}
