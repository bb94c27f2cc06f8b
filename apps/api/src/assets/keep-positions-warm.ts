import { type WarmPositions } from '@yipii/live';
import { FailureStreak, Logger, repeat, type Lifecycle } from '@yipii/platform';

const LOOK_EVERY_MS = 2_000;

/** Brings last positions back within seconds after Redis has lost its data. Several replicas may do so at once. */
export class KeepPositionsWarm {
  private readonly log = new Logger('last-positions');
  private readonly streak = new FailureStreak(this.log, {});

  constructor(
    private readonly positions: WarmPositions,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** Begins to look. */
  onApplicationBootstrap(): void {
    const looking = repeat(LOOK_EVERY_MS, () => this.look());
    this.lifecycle.onStop('flush', 'last positions', () => looking.stop());
  }

  private async look(): Promise<void> {
    try {
      const count = await this.positions.run();
      if (count !== null) this.log.log({ msg: 'last positions were filled from the database', count });
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('last positions can’t be filled where they are lost, trying again', error);
    }
  }
}
