import type { Pool } from 'pg';

/** A pool of one role's connections: `WorkerDatabase` and `AppDatabase` of the platform fit. */
export interface Database {
  readonly pool: Pool;
}
