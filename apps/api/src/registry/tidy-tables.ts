import { FEED_DAYS } from '@yipii/domain';
import { deleteInBatches, IDEMPOTENCY_HOURS } from '@yipii/persistence';
import {
  FailureStreak,
  Logger,
  repeat,
  type Lifecycle,
  type TopicRetentionConfig,
  type WorkerDatabase,
} from '@yipii/platform';

const EVERY_MS = 10 * 60_000;

interface KeptFor {
  readonly table: string;
  /** Column from which it is kept. */
  readonly since: string;
  /** PostgreSQL interval. */
  readonly kept: string;
}

/** What is kept for a while only. */
function keptFor({ deadLetterDays }: TopicRetentionConfig): readonly KeptFor[] {
  return [
    // An event counts from the begin of its transaction, which may have committed later.
    { table: 'event', since: 'emitted_at', kept: `${FEED_DAYS} days 1 hour` },
    { table: 'idempotency_key', since: 'created_at', kept: `${IDEMPOTENCY_HOURS} hours` },
    { table: 'revoked_token', since: 'expires_at', kept: '0 seconds' },
    { table: 'password_reset', since: 'expires_at', kept: '0 seconds' },
    // Until then its sender sees that it was not accepted.
    { table: 'invitation', since: 'expires_at', kept: '30 days' },
    { table: 'outbox_dead_letter', since: 'failed_at', kept: `${deadLetterDays} days` },
  ];
}

/** Lets go of rows that are kept no longer. Replicas share the work. */
export class TidyTables {
  private readonly streak = new FailureStreak(new Logger('tables'), {});

  constructor(
    private readonly database: WorkerDatabase,
    private readonly retention: TopicRetentionConfig,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const rounds = repeat(EVERY_MS, () => this.run());
    this.lifecycle.onStop('intake', 'old rows', () => rounds.stop());
  }

  /** One round; never rejects. */
  async run(): Promise<void> {
    try {
      for (const { table, since, kept } of keptFor(this.retention))
        await deleteInBatches(this.database.pool, { table, where: `${since} < now() - $1::interval` }, [
          kept,
        ]);
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('old rows can not be deleted', error);
    }
  }
}
