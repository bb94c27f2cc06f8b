import type { WorkerUnitOfWork } from '@yipii/persistence';
import type { Environment, LogInspector, WorkerDatabase } from '@yipii/platform';

/** What commands work on. */
export interface Installation {
  /** Over all accounts. */
  readonly unitOfWork: WorkerUnitOfWork;
  /** As the role `yipii_worker`. */
  readonly pool: WorkerDatabase['pool'];
  /** Of positions: `pool`, unless HISTORY_DATABASE_URL names another database. */
  readonly history: WorkerDatabase['pool'];
  /** Kafka where KAFKA_BROKERS is set, else the log in the database. */
  readonly log: LogInspector;
  /** As the owner of the schema. */
  readonly databaseUrl: string;
  readonly historyUrl: string | undefined;
  /** Settings, those that standalone makes included. */
  readonly env: Environment;
  close(): Promise<void>;
}

/** What an installation is found by. */
export interface InstallationAddress {
  /** With DATABASE_URL. */
  readonly env: Environment;
  /** Whether no service runs on it, so that the command itself brings the schema up to date. */
  readonly isAlone: boolean;
  release(): Promise<void>;
}
