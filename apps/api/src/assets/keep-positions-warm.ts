import type { WarmPositions } from '@yipii/live';
import { FailureStreak, Logger, repeat, type Lifecycle } from '@yipii/platform';

const CHECK_EVERY_MS = 2_000;

/** Restores the last positions within seconds after Redis has lost its data. Replicas may do so at once. */
export class KeepPositionsWarm {
  private readonly log = new Logger('last-positions');
  private readonly streak = new FailureStreak(this.log, {});

  constructor(
    private readonly positions: WarmPositions,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** Starts to watch. */
  onApplicationBootstrap(): void {
    const watching = repeat(CHECK_EVERY_MS, () => this.restore());
    this.lifecycle.onStop('flush', 'last positions', () => watching.stop());
  }

  private async restore(): Promise<void> {
    try {
      const count = await this.positions.run();
      if (count !== null) this.log.log({ msg: 'last positions restored from the database', count });
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('last positions can’t be restored, retrying', error);
    }
  }
}
