import { Global, Module } from '@nestjs/common';
import {
  AppDatabase,
  DatabaseConfig,
  Health,
  Lifecycle,
  Outbox,
  provide,
  WorkerDatabase,
} from '@yipii/platform';
import { DataSource } from 'typeorm';
import { DatabaseConnection } from './database-connection';
import { UnitOfWork } from './unit-of-work/unit-of-work';
import { WorkerUnitOfWork } from './unit-of-work/worker-unit-of-work';

const inject = [DatabaseConnection];

/**
 * PostgreSQL for the whole process, once the server responds and its schema is up to date: the units of work of
 * both roles, and their pools (`AppDatabase`, `WorkerDatabase`) for hot paths. Health is red while the server is
 * away; the pools end in the lifecycle's last phase.
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
    Outbox,
    provide(UnitOfWork, DataSource, AppDatabase, Outbox),
    provide(WorkerUnitOfWork, WorkerDatabase, Outbox),
  ],
  exports: [AppDatabase, WorkerDatabase, Outbox, UnitOfWork, WorkerUnitOfWork],
})
export class PersistenceModule {}
