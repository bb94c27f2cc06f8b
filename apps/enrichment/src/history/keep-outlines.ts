import type { MakeOutlines } from '@yipii/persistence';
import { FailureStreak, Logger, repeat, type Clock, type Lifecycle } from '@yipii/platform';
import type { EnrichmentConfig } from '../enrichment.config';

const DAY_MS = 86_400_000;
const PAUSE_MS = 1_000;
/** A round is over soon, so that the process can stop, and leaves the cores to what is live. */
const OUTLINES_PER_ROUND = 50;

/** Makes the outlines of days that are over, or of which records came late. */
export class KeepOutlines {
  private readonly streak = new FailureStreak(new Logger('history'), { of: 'outlines' });

  constructor(
    private readonly outlines: MakeOutlines,
    private readonly config: EnrichmentConfig,
    private readonly clock: Clock,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const rounds = repeat(PAUSE_MS, () => this.run());
    this.lifecycle.onStop('intake', 'outlines of tracks', () => rounds.stop());
  }

  /** One round; never rejects. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const keptFrom = now - this.config.historyDays * DAY_MS;
    try {
      for (let made = 0; made < OUTLINES_PER_ROUND; made += 1)
        if (!(await this.outlines.makeNext(now, keptFrom))) break;
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('outlines can not be made, retrying', error);
    }
  }
}
