import { Controller } from '@nestjs/common';
import { Consume, type Batch } from '@yipii/platform';
import { topics, type PositionEnriched, type PositionReceived, type RegistryChanged } from '@yipii/protocol';
import { WriteHistory } from './history/write-history';
import { CachedOfflineSettings } from './offline/cached-offline-settings';
import { WatchSilence } from './offline/watch-silence';
import { AssetPartitions } from './positions/asset-partitions';
import { ENRICHMENT_GROUP } from './positions/asset-states.postgres';
import { EnrichPositions } from './positions/enrich-positions';

/** Whoever asks for a track up to now may miss so much of it. */
const HISTORY_GATHER_MS = 250;

/** The topics that this app consumes. */
@Controller()
export class PositionConsumer {
  constructor(
    private readonly enrichPositions: EnrichPositions,
    private readonly writeHistory: WriteHistory,
    private readonly offlineSettings: CachedOfflineSettings,
    private readonly silence: WatchSilence,
  ) {}

  @Consume(topics.positionReceived, { group: ENRICHMENT_GROUP, owner: AssetPartitions })
  received(batch: Batch<PositionReceived>): Promise<void> {
    return this.enrichPositions.run(batch);
  }

  @Consume(topics.positionEnriched, { group: 'history', gatherMs: HISTORY_GATHER_MS })
  enriched(batch: Batch<PositionEnriched>): Promise<void> {
    return this.writeHistory.run(batch);
  }

  @Consume(topics.registryChanged, { group: 'enrichment' })
  registryChanged({ events }: Batch<RegistryChanged>): Promise<void> {
    for (const { event } of events) {
      this.offlineSettings.changed(event);
      this.silence.changed(event);
    }
    return Promise.resolve();
  }
}
