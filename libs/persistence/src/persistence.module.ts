import { Global, Module } from '@nestjs/common';
import { AppDatabase, DatabaseConfig, Health, Lifecycle, WorkerDatabase } from '@yipii/platform';
import { DataSource } from 'typeorm';
import { DatabaseConnection } from './database-connection';

const inject = [DatabaseConnection];

/**
 * PostgreSQL for the whole process: `WorkerDatabase`, `AppDatabase` and TypeORM's `DataSource` (as
 * `yipii_app`), once the server answers and its schema is up to date. Health is red while it is away; the
 * pools end in the lifecycle's last phase.
 */
@Global()
@Module({
  providers: [
    {
      provide: DatabaseConnection,
      inject: [DatabaseConfig, Health, Lifecycle],
      useFactory: (config: DatabaseConfig, health: Health, lifecycle: Lifecycle) =>
        DatabaseConnection.open({ config, health, lifecycle }),
    },
    { provide: DataSource, inject, useFactory: ({ dataSource }: DatabaseConnection) => dataSource },
    {
      provide: WorkerDatabase,
      inject,
      useFactory: ({ workerPool }: DatabaseConnection) => new WorkerDatabase(workerPool),
    },
    {
      provide: AppDatabase,
      inject,
      useFactory: ({ appPool }: DatabaseConnection) => new AppDatabase(appPool),
    },
  ],
  exports: [DataSource, WorkerDatabase, AppDatabase],
})
export class PersistenceModule {}
