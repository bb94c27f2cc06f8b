import { repeat, type Lifecycle } from '@yipii/platform';
import type { EnrichmentConfig } from './enrichment.config';
import type { TidyHistory } from './history/tidy-history';
import type { AssetPartitions } from './positions/asset-partitions';

const TIDY_MS = 10 * 60_000;

/** Periodic work of this app. */
export class EnrichmentRounds {
  constructor(
    private readonly partitions: AssetPartitions,
    private readonly history: TidyHistory,
    private readonly config: EnrichmentConfig,
    private readonly lifecycle: Lifecycle,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.history.run();
    const rounds = [
      repeat(
        () => this.config.checkpointMs / Math.max(1, this.partitions.all().length),
        () => this.partitions.checkpointNext(),
      ),
      repeat(TIDY_MS, () => this.history.run()),
    ];
    // The last checkpoint is written when the consumers give up their partitions.
    this.lifecycle.onStop('intake', 'enrichment rounds', async () => {
      await Promise.all(rounds.map((round) => round.stop()));
    });
  }
}
