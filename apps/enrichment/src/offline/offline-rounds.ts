import { repeat, type Lifecycle } from '@yipii/platform';
import type { TellHeard } from './tell-heard';
import type { WatchSilence } from './watch-silence';

const EVERY_MS = 1_000;

/** Looks for silent assets, and tells how far the input was read. */
export class OfflineRounds {
  constructor(
    private readonly silence: WatchSilence,
    private readonly heard: TellHeard,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const rounds = repeat(EVERY_MS, async () => {
      await this.silence.run();
      await this.heard.run();
    });
    this.lifecycle.onStop('intake', 'offline rounds', () => rounds.stop());
  }
}
