import { Logger } from '@nestjs/common';
import { openPool, type DatabaseConfig, type Health, type Lifecycle } from '@yipii/platform';
import type { Pool, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { appDataSource } from './data-source';
import { waitForDatabase } from './wait-for-database';

const PROBE_INTERVAL_MS = 1_000;
const PROBE_TIMEOUT_MS = 2_000;

/** The parts of the process that the connection needs. */
export interface DatabaseParts {
  readonly config: DatabaseConfig;
  readonly health: Health;
  readonly lifecycle: Lifecycle;
}

/** The pools of a process, one per role. */
export class DatabaseConnection {
  private problem: string | null = 'not connected yet';
  private probing: NodeJS.Timeout | undefined;
  /** On `appPool`. */
  readonly dataSource: DataSource;

  private constructor(
    readonly appPool: Pool,
    readonly workerPool: Pool,
    private readonly probePool: Pool,
  ) {
    this.dataSource = appDataSource(appPool);
  }

  /** Waits for the database and its schema, then reports to `health` whether it is available. */
  static async open({ config, health, lifecycle }: DatabaseParts): Promise<DatabaseConnection> {
    const { url, poolSize, migrateOnStart } = config;
    const connection = new DatabaseConnection(
      openPool(url, 'yipii_app', poolSize),
      openPool(url, 'yipii_worker', poolSize),
      openPool(url, 'yipii_worker', 1),
    );
    health.register('database', () => connection.problem);
    await waitForDatabase({
      url,
      migrateOnStart,
      isStopping: () => lifecycle.isStopping,
      waiting: (reason) => (connection.problem = reason),
    });
    await connection.dataSource.initialize();
    connection.problem = null;
    connection.startProbing();
    lifecycle.onStop('close', 'database', () => connection.close());
    return connection;
  }

  private startProbing(): void {
    this.probing = setTimeout(() => {
      void this.probe().then((problem) => {
        if (!this.probing) return;
        this.report(problem);
        this.startProbing();
      });
    }, PROBE_INTERVAL_MS);
    this.probing.unref();
  }

  private async probe(): Promise<string | null> {
    try {
      const probe: QueryConfig & { query_timeout: number } = {
        text: 'SELECT 1',
        query_timeout: PROBE_TIMEOUT_MS,
      };
      await this.probePool.query(probe);
      return null;
    } catch (error) {
      return error instanceof Error && error.message !== '' ? error.message : 'does not answer';
    }
  }

  private report(problem: string | null): void {
    const log = new Logger('database');
    if (problem !== null && this.problem === null) log.warn({ msg: 'database lost', reason: problem });
    if (problem === null && this.problem !== null) log.log({ msg: 'database is back' });
    this.problem = problem;
  }

  private async close(): Promise<void> {
    clearTimeout(this.probing);
    this.probing = undefined;
    await Promise.all([this.dataSource.destroy(), this.workerPool.end(), this.probePool.end()]);
  }
}
