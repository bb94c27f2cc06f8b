import { FailureStreak, Logger, type Clock } from '@yipii/platform';
import type { EnrichmentConfig } from '../enrichment.config';
import type { History } from './history.ports';

const DAY_MS = 86_400_000;

/** Makes room for the days that come and drops those that are kept no longer. */
export class TidyHistory {
  private readonly streak = new FailureStreak(new Logger('history'), {});

  constructor(
    private readonly history: History,
    private readonly config: EnrichmentConfig,
    private readonly clock: Clock,
  ) {}

  /** One round; never rejects. */
  async run(): Promise<void> {
    const now = this.clock.now();
    try {
      await this.history.tidy(now, now - this.config.historyDays * DAY_MS);
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('history can not be tidied', error);
    }
  }
}
