import { Logger } from '@nestjs/common';
import {
  openPool,
  type DatabaseConfig,
  type DatabaseRole,
  type Health,
  type Lifecycle,
} from '@yipii/platform';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { appDataSource } from './data-source';
import { waitForDatabase } from './wait-for-database';

/** While the database answers, and while it does not. */
const PROBE_MS = { well: 2_000, away: 1_000 };
/** One probe in so many makes a new connection as long as all is well: that costs ten times a question. */
const NEW_CONNECTION_EVERY = 5;

/** The parts of the process that the connection needs. */
export interface DatabaseParts {
  readonly config: DatabaseConfig;
  readonly health: Health;
  readonly lifecycle: Lifecycle;
  /** Of work over all accounts. Only a process with the general one serves requests of accounts as well. */
  readonly role: DatabaseRole;
}

/** The pools of a process, one per role. */
export class DatabaseConnection {
  private problem: string | null = 'not connected yet';
  private probing: NodeJS.Timeout | undefined;
  private probes = 0;
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
  static async open({ config, health, lifecycle, role }: DatabaseParts): Promise<DatabaseConnection> {
    const { url, appUrl, poolSize, timeoutMs, migrateOnStart } = config;
    const connection = new DatabaseConnection(
      openPool(appUrl ?? url, 'yipii_app', poolSize, { timeoutMs }),
      openPool(url, role, poolSize, { timeoutMs }),
      openPool(url, role, 1, { timeoutMs, maxUses: 1 }),
    );
    health.register('database', () => connection.problem);
    await waitForDatabase({
      url,
      migrateOnStart,
      isStopping: () => lifecycle.isStopping,
      waiting: (reason) => (connection.problem = reason),
    });
    if (role === 'yipii_worker') await connection.dataSource.initialize();
    connection.problem = null;
    connection.startProbing();
    lifecycle.onStop('close', 'database', () => connection.close());
    return connection;
  }

  private startProbing(): void {
    const pauseMs = this.problem === null ? PROBE_MS.well : PROBE_MS.away;
    this.probing = setTimeout(() => {
      void this.probe().then((problem) => {
        if (!this.probing) return;
        this.report(problem);
        this.startProbing();
      });
    }, pauseMs);
    this.probing.unref();
  }

  /** As requests do: on connections of their pools, and on a new one, for the server may make no more of them. */
  private async probe(): Promise<string | null> {
    const isThorough = this.problem !== null || this.probes++ % NEW_CONNECTION_EVERY === 0;
    const pools = [this.workerPool];
    if (this.dataSource.isInitialized) pools.push(this.appPool);
    if (isThorough) pools.push(this.probePool);
    try {
      await Promise.all(pools.map((pool) => pool.query('SELECT 1')));
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
    // The data source ends its pool.
    const requests = this.dataSource.isInitialized ? this.dataSource.destroy() : this.appPool.end();
    await Promise.all([requests, this.workerPool.end(), this.probePool.end()]);
  }
}
