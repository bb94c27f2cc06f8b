import { Global, Module, type DynamicModule } from '@nestjs/common';
import {
  AppDatabase,
  DatabaseConfig,
  type DatabaseRole,
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

/** The role of work over all accounts in this process. */
export class ProcessRole {
  constructor(readonly name: DatabaseRole) {}
}

const providers = [
  {
    provide: DatabaseConnection,
    inject: [DatabaseConfig, Health, Lifecycle, ProcessRole],
    useFactory: (config: DatabaseConfig, health: Health, lifecycle: Lifecycle, { name: role }: ProcessRole) =>
      DatabaseConnection.open({ config, health, lifecycle, role }),
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
];
const exported = [ProcessRole, AppDatabase, WorkerDatabase, Outbox, UnitOfWork, WorkerUnitOfWork];

/**
 * PostgreSQL for the whole process, once the server responds and its schema is up to date: the units of work of
 * both roles, and their pools (`AppDatabase`, `WorkerDatabase`) for hot paths. Health is red while the server is
 * away; the pools end in the lifecycle's last phase.
 */
@Global()
@Module({
  providers: [{ provide: ProcessRole, useValue: new ProcessRole('yipii_worker') }, ...providers],
  exports: exported,
})
export class PersistenceModule {
  /** For a service with a role of its own, which serves no requests of accounts: nothing acts as `yipii_app`. */
  static as(role: Exclude<DatabaseRole, 'yipii_app' | 'yipii_worker'>): DynamicModule {
    return {
      module: ServicePersistenceModule,
      global: true,
      providers: [{ provide: ProcessRole, useValue: new ProcessRole(role) }, ...providers],
      exports: exported,
    };
  }
}

@Module({})
class ServicePersistenceModule {}
