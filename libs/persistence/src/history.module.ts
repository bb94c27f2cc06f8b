import { Global, Logger, Module } from '@nestjs/common';
import {
  AppDatabase,
  DatabaseConfig,
  HistoryDatabase,
  Lifecycle,
  openPool,
  WorkerDatabase,
} from '@yipii/platform';
import { ProcessRole } from './persistence.module';
import { waitForDatabase } from './wait-for-database';

/**
 * The database of positions: `HISTORY_DATABASE_URL`, or that of `PersistenceModule` by default. The process does not
 * wait for a separate history database and is healthy without it: only history is delayed while it is
 * unavailable. Its queries fail until its schema is up to date.
 */
@Global()
@Module({
  providers: [
    {
      provide: HistoryDatabase,
      inject: [DatabaseConfig, Lifecycle, WorkerDatabase, AppDatabase, ProcessRole],
      useFactory: openHistory,
    },
  ],
  exports: [HistoryDatabase],
})
export class HistoryModule {}

// eslint-disable-next-line no-restricted-syntax -- the parts of the process, in the order of `inject`
function openHistory(
  config: DatabaseConfig,
  lifecycle: Lifecycle,
  worker: WorkerDatabase,
  app: AppDatabase,
  role: ProcessRole,
): HistoryDatabase {
  const { historyUrl } = config;
  if (historyUrl === undefined) return new HistoryDatabase(worker.pool, app.pool);
  const { poolSize, timeoutMs, historyAppUrl } = config;
  const database = new HistoryDatabase(
    openPool(historyUrl, role.name, poolSize, { timeoutMs }),
    openPool(historyAppUrl ?? historyUrl, 'yipii_app', poolSize, { timeoutMs }),
  );
  keepOpen(database, historyUrl, { config, lifecycle });
  return database;
}

function keepOpen(
  database: HistoryDatabase,
  url: string,
  { config, lifecycle }: { readonly config: DatabaseConfig; readonly lifecycle: Lifecycle },
): void {
  const { migrateOnStart } = config;
  const start = {
    url,
    migrateOnStart,
    isStopping: () => lifecycle.isStopping,
    waiting: () => undefined,
  };
  void waitForDatabase(start).catch((error: unknown) => {
    if (lifecycle.isStopping) return;
    new Logger('database').error({ msg: 'the history database cannot be used', err: error });
  });
  lifecycle.onStop('close', 'history', async () => {
    await Promise.all([database.worker.end(), database.app.end()]);
  });
}
