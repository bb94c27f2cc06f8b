import type { Pool } from 'pg';

/** The connection pool of one role, e.g. `WorkerDatabase` or `AppDatabase`. */
export interface Database {
  readonly pool: Pool;
}
