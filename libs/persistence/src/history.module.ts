import { Global, Logger, Module } from '@nestjs/common';
import {
  AppDatabase,
  DatabaseConfig,
  HistoryDatabase,
  Lifecycle,
  openPool,
  WorkerDatabase,
} from '@yipii/platform';
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
      inject: [DatabaseConfig, Lifecycle, WorkerDatabase, AppDatabase],
      useFactory: openHistory,
    },
  ],
  exports: [HistoryDatabase],
})
export class HistoryModule {}

function openHistory(
  config: DatabaseConfig,
  lifecycle: Lifecycle,
  worker: WorkerDatabase,
  app: AppDatabase,
): HistoryDatabase {
  const { historyUrl } = config;
  if (historyUrl === undefined) return new HistoryDatabase(worker.pool, app.pool);
  return openOwn(historyUrl, config, lifecycle);
}

function openOwn(
  url: string,
  { poolSize, migrateOnStart }: DatabaseConfig,
  lifecycle: Lifecycle,
): HistoryDatabase {
  const database = new HistoryDatabase(
    openPool(url, 'yipii_worker', poolSize),
    openPool(url, 'yipii_app', poolSize),
  );
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
  return database;
}
