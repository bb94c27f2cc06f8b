import { Logger } from '@nestjs/common';
import { Pool, type PoolConfig } from 'pg';
import { DuePoll } from './due-poll';

/** Roles that sessions act as; docs/security.md says what each may do. */
export type DatabaseRole =
  | 'yipii_app'
  | 'yipii_worker'
  | 'yipii_ingestion'
  | 'yipii_enrichment'
  | 'yipii_alerting'
  | 'yipii_link_session';

/** PostgreSQL across accounts, in the role `yipii_worker` or in one of a service's own that may do less. */
export class WorkerDatabase {
  /** What waits in its tables until it is due. */
  readonly due: DuePoll;

  constructor(readonly pool: Pool) {
    this.due = new DuePoll(pool);
  }
}

/** PostgreSQL in the role `yipii_app`, where row-level security applies the scope set in the transaction. */
export class AppDatabase {
  constructor(readonly pool: Pool) {}
}

/** The database of positions, in both roles: the main database unless `HISTORY_DATABASE_URL` names another. */
export class HistoryDatabase {
  constructor(
    readonly worker: Pool,
    readonly app: Pool,
  ) {}
}

interface PoolOptions {
  /** For a connection, and for the answer to each query that is not `patient`; by default they may take any time. */
  readonly timeoutMs?: number;
  /** How often a connection is used before it is closed. */
  readonly maxUses?: number;
}

/**
 * Returns a pool whose sessions act as `role` from their first statement on. The user of the URL is the role itself, or
 * a member of it.
 */
export function openPool(
  url: string,
  role: DatabaseRole,
  size: number,
  { timeoutMs = 0, maxUses = Infinity }: PoolOptions = {},
): Pool {
  const config: PoolConfig & { readonly pipeline: boolean } = {
    connectionString: url,
    options: `-c role=${role}`,
    max: size,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    maxUses,
    keepAlive: true,
    application_name: role,
    // Queries sent without waiting for each other share a round trip, e.g. BEGIN and the first query.
    pipeline: role === 'yipii_app',
  };
  const pool = new Pool(config);
  const log = new Logger('database');
  // Without a listener the process would exit when the server closes an idle connection.
  pool.on('error', (error) => log.warn({ msg: 'idle database connection lost', err: error }));
  // In use, its queries reject.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
