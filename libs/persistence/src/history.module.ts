import { Logger, Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import type { Pool } from 'pg';
import type { DatabaseParts } from './database-connection';
import type { PersistenceParts, Token } from './persistence.module';
import { waitForDatabase } from './wait-for-database';

/** What the module takes from the platform, which persistence does not import. */
export interface HistoryParts extends Omit<PersistenceParts, 'config'> {
  readonly config: Token<HistorySettings>;
  /** What holds a pool of each role. */
  readonly history: new (worker: Pool, app: Pool) => { readonly worker: Pool; readonly app: Pool };
}

type HistorySettings = DatabaseParts['config'] & { readonly historyUrl?: string };

/**
 * Where positions are kept: `historyUrl`, else the databases of `PersistenceModule`. The process does not wait
 * for a database of its own, and is healthy without it: only history stands still while it is away. Until its
 * schema is there, its queries fail.
 */
@Module({})
export class HistoryModule {
  static on(parts: HistoryParts): DynamicModule {
    const history: FactoryProvider = {
      provide: parts.history,
      inject: [parts.config, parts.lifecycle, parts.worker, parts.app],
      useFactory: (
        config: HistorySettings,
        lifecycle: DatabaseParts['lifecycle'],
        worker: { readonly pool: Pool },
        app: { readonly pool: Pool },
      ) => {
        if (config.historyUrl === undefined) return new parts.history(worker.pool, app.pool);
        return openOwn(parts, { ...config, historyUrl: config.historyUrl }, lifecycle);
      },
    };
    return { module: HistoryModule, global: true, providers: [history], exports: [parts.history] };
  }
}

function openOwn(
  { openPool, history }: HistoryParts,
  { historyUrl: url, poolSize, migrateOnStart }: HistorySettings & { readonly historyUrl: string },
  lifecycle: DatabaseParts['lifecycle'],
): { readonly worker: Pool; readonly app: Pool } {
  const database = new history(openPool(url, 'yipii_worker', poolSize), openPool(url, 'yipii_app', poolSize));
  const start = {
    url,
    migrateOnStart,
    isStopping: () => lifecycle.isStopping,
    waiting: () => undefined,
  };
  void waitForDatabase(start).catch((error: unknown) => {
    if (lifecycle.isStopping) return;
    new Logger('database').error({ msg: 'the database of history can not be used', err: error });
  });
  lifecycle.onStop('close', 'history', async () => {
    await Promise.all([database.worker.end(), database.app.end()]);
  });
  return database;
}
