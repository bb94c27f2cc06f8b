import { FailureStreak, Logger, type Clock, type HeardSpans, type Listening } from '@yipii/platform';
import type { AssetPartitions } from '../positions/asset-partitions';

/**
 * Tells how far the input was read, for those who read only what comes of it: by the same rule as offline statuses
 * ({@link WatchSilence}), whose round comes first.
 */
export class TellHeard {
  private readonly streak = new FailureStreak(new Logger('offline'), {});

  constructor(
    private readonly partitions: AssetPartitions,
    private readonly listening: Listening,
    private readonly spans: HeardSpans,
    private readonly clock: Clock,
  ) {}

  /** Runs one round; never rejects. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const spans = this.partitions.all().map((partition) => ({
      claim: partition.claim,
      since: this.listening.sinceIn(partition),
      until: partition.seenUntil(now),
    }));
    try {
      await this.spans.tell(spans);
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('progress can not be told, so alerts of silence wait', error);
    }
  }
}
