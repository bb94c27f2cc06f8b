import { Logger } from '@nestjs/common';
import { Pool, type PoolConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;

/** PostgreSQL as the role `yipii_worker`: background work over all accounts. */
export class WorkerDatabase {
  constructor(readonly pool: Pool) {}
}

/** PostgreSQL as the role `yipii_app`: row-level security binds it to the account set in the transaction. */
export class AppDatabase {
  constructor(readonly pool: Pool) {}
}

/** Where positions are kept, under both roles; the database of everything else, unless it has one of its own. */
export class HistoryDatabase {
  constructor(
    readonly worker: Pool,
    readonly app: Pool,
  ) {}
}

/** A pool whose every session acts as `role` from its first statement on. */
export function openPool(url: string, role: 'yipii_app' | 'yipii_worker', size: number): Pool {
  const config: PoolConfig & { readonly pipeline: boolean } = {
    connectionString: url,
    options: `-c role=${role}`,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: role,
    // Queries that nobody waits between share a round trip: a transaction that reads for a request.
    pipeline: role === 'yipii_app',
  };
  const pool = new Pool(config);
  const log = new Logger('database');
  // Without a listener an idle connection that the server closes would end the process.
  pool.on('error', (error) => log.warn({ msg: 'idle database connection lost', err: error }));
  return pool;
}
