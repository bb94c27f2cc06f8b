import { Logger, repeat, type Lifecycle } from '@yipii/platform';
import type { Revocations } from './access.ports';

const PAUSE_MS = 3_600_000;

/** Deletes the revocations of tokens that have expired, every hour. */
export class DropExpiredRevocations {
  private readonly log = new Logger('access');

  constructor(
    private readonly revocations: Revocations,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const dropping = repeat(PAUSE_MS, () => this.drop());
    this.lifecycle.onStop('flush', 'expired revocations', () => dropping.stop());
  }

  private async drop(): Promise<void> {
    try {
      await this.revocations.dropExpired();
    } catch (err) {
      this.log.warn({ msg: 'expired revocations were not deleted, retrying later', err });
    }
  }
}
