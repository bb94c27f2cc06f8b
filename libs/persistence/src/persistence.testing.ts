import { AppDatabase, openPool, Outbox, WorkerDatabase } from '@yipii/platform';
import { createMigratedDatabase, type TestDatabase } from '@yipii/testing';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { appDataSource } from './data-source';
import { SeedAccount, type SeededAccount } from './seed-account';
import { UnitOfWork } from './unit-of-work/unit-of-work';
import { WorkerUnitOfWork } from './unit-of-work/worker-unit-of-work';

/** A migrated database under both roles. */
export class PersistenceUnderTest {
  readonly outbox = new Outbox();
  readonly unitOfWork: UnitOfWork;
  readonly workerUnitOfWork: WorkerUnitOfWork;

  private constructor(
    private readonly database: TestDatabase,
    readonly worker: Pool,
    readonly app: Pool,
    readonly dataSource: DataSource,
  ) {
    this.unitOfWork = new UnitOfWork(dataSource, new AppDatabase(app), this.outbox);
    this.workerUnitOfWork = new WorkerUnitOfWork(new WorkerDatabase(worker), this.outbox);
  }

  static async start(): Promise<PersistenceUnderTest> {
    const database = await createMigratedDatabase();
    const worker = openPool(database.url, 'yipii_worker', 5);
    const app = openPool(database.url, 'yipii_app', 5);
    return new PersistenceUnderTest(database, worker, app, await appDataSource(app).initialize());
  }

  async stop(): Promise<void> {
    await Promise.all([this.dataSource.destroy(), this.worker.end()]);
    await this.database.drop();
  }

  get url(): string {
    return this.database.url;
  }

  /** An account with a van for each unique id. */
  seed(key: string, ...uniqueIds: readonly string[]): Promise<SeededAccount> {
    const assets = uniqueIds.map((uniqueId) => ({
      name: `Van ${uniqueId}`,
      uniqueId,
      protocol: 'teltonika',
    }));
    return new SeedAccount(this.workerUnitOfWork).run({ key, name: key.toUpperCase(), assets });
  }
}

/** Id of the account's nth asset, from 0. */
export function assetId({ assets }: SeededAccount, index: number): number {
  return assets[index]?.assetId ?? 0;
}
