import { Outbox, rollBack } from '@yipii/platform';
import type { Database } from '../repositories/database';
import { Transaction } from './transaction';

/** Work across all accounts, in the role `yipii_worker`. */
export class WorkerUnitOfWork {
  constructor(
    private readonly database: Database,
    private readonly outbox = new Outbox(),
  ) {}

  /** Commits what `work` writes and emits when it resolves, and nothing of it when it rejects. */
  async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.database.pool.connect();
    const tx = new Transaction(client, this.outbox);
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(tx);
      await client.query('COMMIT');
      if (tx.hasEmitted) this.outbox.committed();
      return result;
    } catch (error) {
      broken = await rollBack(client, error);
      throw error;
    } finally {
      client.release(broken);
    }
  }
}
