import { deleteInBatches } from '@yipii/persistence';
import type { WorkerDatabase } from '@yipii/platform';
import { Journeys } from './history.ports';

/** The tables `trip` and `stop`. */
export class PostgresJourneys extends Journeys {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async dropBefore(time: number): Promise<void> {
    for (const table of ['trip', 'stop'] as const) {
      // Journeys that ended before that time also started before it, and the index is on the start.
      const where = 'started_at < $1 AND ended_at < $1';
      await deleteInBatches(this.database.pool, { table, where }, [new Date(time)]);
    }
  }
}
