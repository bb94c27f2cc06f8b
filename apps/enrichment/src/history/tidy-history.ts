import type { KeptPeriod } from '@yipii/persistence';
import { FailureStreak, Logger, type Clock } from '@yipii/platform';
import type { EnrichmentConfig } from '../enrichment.config';
import type { History, Journeys } from './history.ports';
import type { KeepDays } from './keep-days';
import { keptPeriod } from './kept-period';

/** Creates partitions for the coming days and drops emptied ones, and positions, trips and stops after their retention. */
export class TidyHistory {
  private readonly log = new Logger('history');
  private readonly positions = new FailureStreak(this.log, { of: 'positions' });
  private readonly trips = new FailureStreak(this.log, { of: 'trips and stops' });

  constructor(
    private readonly history: History,
    private readonly journeys: Journeys,
    private readonly days: KeepDays,
    private readonly config: EnrichmentConfig,
    private readonly clock: Clock,
  ) {}

  /** Runs one round; never rejects. The two may be in different databases, so neither waits for the other. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const period = keptPeriod(now, this.config);
    await Promise.all([
      tidy(this.positions, () => this.tidyPositions(now, period)),
      tidy(this.trips, () => this.journeys.dropBefore(period.keptFrom)),
    ]);
  }

  private async tidyPositions(now: number, period: KeptPeriod): Promise<void> {
    await this.history.tidy(now, period);
    await this.days.tidy(period);
  }
}

async function tidy(streak: FailureStreak, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    streak.succeeded();
  } catch (error) {
    streak.failed('history can not be tidied', error);
  }
}
