import type { KeptPeriod, MakeOutlines, PackDays } from '@yipii/persistence';
import { FailureStreak, Logger, repeat, type Clock, type Lifecycle } from '@yipii/platform';
import type { EnrichmentConfig } from '../enrichment.config';
import { keptPeriod } from './kept-period';

const PAUSE_MS = 1_000;
/** A round is over soon, so that the process can stop, and leaves the cores to what is live. */
const STEPS_PER_ROUND = 50;

/** Makes the outlines of days that are over, or of which records came late, and packs their positions later. */
export class KeepDays {
  private readonly log = new Logger('history');
  private readonly outlined = new FailureStreak(this.log, { of: 'outlines' });
  private readonly packed = new FailureStreak(this.log, { of: 'packs' });

  constructor(
    private readonly outlines: MakeOutlines,
    private readonly packs: PackDays,
    private readonly config: EnrichmentConfig,
    private readonly clock: Clock,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const rounds = repeat(PAUSE_MS, () => this.run());
    this.lifecycle.onStop('intake', 'days of history', () => rounds.stop());
  }

  /** One round; never rejects. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const period = keptPeriod(now, this.config);
    await round(this.outlined, () => this.outlines.makeNext(now, period.keptFrom));
    await round(this.packed, () => this.packs.packNext(now, period));
  }

  /** Deletes what is kept of days before the period, and drops partitions that packing has emptied. */
  async tidy(period: KeptPeriod): Promise<void> {
    await this.packs.dropBefore(period.keptFrom);
    await this.packs.dropEmptied(period);
    await this.outlines.dropBefore(period.keptFrom);
  }
}

/** @param step returns false if there is nothing left to do */
async function round(streak: FailureStreak, step: () => Promise<boolean>): Promise<void> {
  try {
    for (let done = 0; done < STEPS_PER_ROUND; done += 1) if (!(await step())) break;
    streak.succeeded();
  } catch (error) {
    streak.failed('days of history are not finished, retrying', error);
  }
}
