import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseConnection, type DatabaseParts, type OpenPool } from './database-connection';

export type Token<T> = abstract new (...args: never[]) => T;

/** What the module takes from the platform, which persistence does not import. */
export interface PersistenceParts {
  readonly openPool: OpenPool;
  readonly config: Token<DatabaseParts['config']>;
  readonly health: Token<DatabaseParts['health']>;
  readonly lifecycle: Token<DatabaseParts['lifecycle']>;
  /** What holds the pool of each role. */
  readonly worker: new (pool: Pool) => { readonly pool: Pool };
  readonly app: new (pool: Pool) => { readonly pool: Pool };
}

/**
 * PostgreSQL for the whole process: the `worker` and `app` databases and TypeORM's `DataSource` (as
 * `yipii_app`), once the server answers and its schema is up to date. Health is red while it is away;
 * the pools end in the lifecycle's last phase.
 */
@Module({})
export class PersistenceModule {
  static on(parts: PersistenceParts): DynamicModule {
    const connection: FactoryProvider<DatabaseConnection> = {
      provide: DatabaseConnection,
      inject: [parts.config, parts.health, parts.lifecycle],
      useFactory: (
        config: DatabaseParts['config'],
        health: DatabaseParts['health'],
        lifecycle: DatabaseParts['lifecycle'],
      ) => DatabaseConnection.open({ openPool: parts.openPool, config, health, lifecycle }),
    };
    const inject = [DatabaseConnection];
    const databases: FactoryProvider[] = [
      { provide: DataSource, inject, useFactory: ({ dataSource }: DatabaseConnection) => dataSource },
      {
        provide: parts.worker,
        inject,
        useFactory: ({ workerPool }: DatabaseConnection) => new parts.worker(workerPool),
      },
      { provide: parts.app, inject, useFactory: ({ appPool }: DatabaseConnection) => new parts.app(appPool) },
    ];
    return {
      module: PersistenceModule,
      global: true,
      providers: [connection, ...databases],
      exports: [DataSource, parts.worker, parts.app],
    };
  }
}
