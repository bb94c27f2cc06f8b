import { FailureStreak, Logger, repeat, type Lifecycle, type WorkerDatabase } from '@yipii/platform';
import { deleteInBatches } from './delete-in-batches';

const EVERY_MS = 10 * 60_000;

/** Rows that are kept for a while only. */
export interface KeptFor {
  readonly table: string;
  /** Column from which they are kept, or an expression of columns. */
  readonly since: string;
  /** PostgreSQL interval. */
  readonly kept: string;
}

/** Lets go of rows that are kept no longer. Replicas share the work. */
export class TidyTables {
  private readonly streak = new FailureStreak(new Logger('tables'), {});

  constructor(
    private readonly database: WorkerDatabase,
    private readonly rows: readonly KeptFor[],
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const rounds = repeat(EVERY_MS, () => this.run());
    this.lifecycle.onStop('intake', 'old rows', () => rounds.stop());
  }

  /** One round; never rejects. */
  async run(): Promise<void> {
    try {
      for (const { table, since, kept } of this.rows)
        await deleteInBatches(this.database.pool, { table, where: `${since} < now() - $1::interval` }, [
          kept,
        ]);
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('old rows can not be deleted', error);
    }
  }
}
