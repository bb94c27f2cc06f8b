import { FEED_DAYS } from '@yipii/domain';
import { deleteInBatches } from '@yipii/persistence';
import { FailureStreak, Logger, repeat, type Lifecycle, type WorkerDatabase } from '@yipii/platform';

const EVERY_MS = 10 * 60_000;
/** An event counts from the begin of its transaction, which may have committed later. */
const KEPT = `${FEED_DAYS} days 1 hour`;

/** Lets go of what the event feed keeps no longer. Replicas share the work. */
export class TidyEvents {
  private readonly streak = new FailureStreak(new Logger('events'), {});

  constructor(
    private readonly database: WorkerDatabase,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const rounds = repeat(EVERY_MS, () => this.run());
    this.lifecycle.onStop('intake', 'event feed', () => rounds.stop());
  }

  /** One round; never rejects. */
  async run(): Promise<void> {
    try {
      const where = 'emitted_at < now() - $1::interval';
      await deleteInBatches(this.database.pool, { table: 'event', where }, [KEPT]);
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('the event feed can not be tidied', error);
    }
  }
}
