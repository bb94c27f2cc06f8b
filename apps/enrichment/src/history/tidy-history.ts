import type { MakeOutlines } from '@yipii/persistence';
import { FailureStreak, Logger, type Clock } from '@yipii/platform';
import type { EnrichmentConfig } from '../enrichment.config';
import type { History, Journeys } from './history.ports';

const DAY_MS = 86_400_000;

/** Creates partitions for the coming days, and drops positions, trips and stops after their retention. */
export class TidyHistory {
  private readonly log = new Logger('history');
  private readonly positions = new FailureStreak(this.log, { of: 'positions' });
  private readonly trips = new FailureStreak(this.log, { of: 'trips and stops' });

  constructor(
    private readonly history: History,
    private readonly journeys: Journeys,
    private readonly outlines: MakeOutlines,
    private readonly config: EnrichmentConfig,
    private readonly clock: Clock,
  ) {}

  /** Runs one round; never rejects. The two may be in different databases, so neither waits for the other. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const keptFrom = now - this.config.historyDays * DAY_MS;
    await Promise.all([
      tidy(this.positions, () => this.tidyPositions(now, keptFrom)),
      tidy(this.trips, () => this.journeys.dropBefore(keptFrom)),
    ]);
  }

  private async tidyPositions(now: number, keptFrom: number): Promise<void> {
    await this.history.tidy(now, keptFrom);
    await this.outlines.dropBefore(keptFrom);
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
