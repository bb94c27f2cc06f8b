import { Logger } from '@nestjs/common';
import { Pool, type PoolConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;

/** PostgreSQL in the role `yipii_worker`, for background work across accounts. */
export class WorkerDatabase {
  constructor(readonly pool: Pool) {}
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

/** Returns a pool whose sessions act as `role` from their first statement on. */
export function openPool(url: string, role: 'yipii_app' | 'yipii_worker', size: number): Pool {
  const config: PoolConfig & { readonly pipeline: boolean } = {
    connectionString: url,
    options: `-c role=${role}`,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: role,
    // Queries sent without waiting for each other share a round trip, e.g. BEGIN and the first query.
    pipeline: role === 'yipii_app',
  };
  const pool = new Pool(config);
  const log = new Logger('database');
  // Without a listener the process would exit when the server closes an idle connection.
  pool.on('error', (error) => log.warn({ msg: 'idle database connection lost', err: error }));
  return pool;
}
