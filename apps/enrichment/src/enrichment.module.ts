import { Module } from '@nestjs/common';
import { StreetMap } from '@yipii/domain';
import { MakeOutlines, PackDays } from '@yipii/persistence';
import {
  Clock,
  EventPublisher,
  Health,
  HeardSpans,
  HistoryDatabase,
  Lifecycle,
  Listening,
  MapConfig,
  PostgresHeardSpans,
  WorkerDatabase,
  provide,
  provideAs,
} from '@yipii/platform';
import { EnrichmentConfig } from './enrichment.config';
import { EnrichmentRounds } from './enrichment-rounds';
import { History, Journeys } from './history/history.ports';
import { PostgresHistory } from './history/history.postgres';
import { PostgresJourneys } from './history/journeys.postgres';
import { KeepDays } from './history/keep-days';
import { TidyHistory } from './history/tidy-history';
import { WriteHistory } from './history/write-history';
import { CachedOfflineSettings } from './offline/cached-offline-settings';
import { OfflineRounds } from './offline/offline-rounds';
import { PostgresOfflineSettings } from './offline/offline-settings.postgres';
import { listeningToDevices } from './offline/listening-to-devices';
import { TellHeard } from './offline/tell-heard';
import { WatchSilence } from './offline/watch-silence';
import { loadMap } from './places/load-map';
import { PositionConsumer } from './position.consumer';
import { AssetPartitions } from './positions/asset-partitions';
import { AssetStates } from './positions/asset-states.ports';
import { PostgresAssetStates } from './positions/asset-states.postgres';
import { EnrichPositions } from './positions/enrich-positions';

/**
 * Consumes position.received; publishes position.enriched and status.changed; stores states of assets and history.
 */
@Module({
  controllers: [PositionConsumer],
  providers: [
    provideAs(AssetStates, PostgresAssetStates, WorkerDatabase),
    provide(PostgresOfflineSettings, WorkerDatabase),
    provide(CachedOfflineSettings, PostgresOfflineSettings, Clock),
    {
      provide: MakeOutlines,
      inject: [HistoryDatabase],
      useFactory: ({ worker }: HistoryDatabase) => new MakeOutlines({ pool: worker }),
    },
    {
      provide: PackDays,
      inject: [HistoryDatabase],
      useFactory: ({ worker }: HistoryDatabase) => new PackDays({ pool: worker }),
    },
    provideAs(History, PostgresHistory, HistoryDatabase),
    provideAs(Journeys, PostgresJourneys, WorkerDatabase),
    provide(AssetPartitions, AssetStates, Clock),
    { provide: StreetMap, inject: [MapConfig], useFactory: loadMap },
    {
      provide: EnrichPositions,
      inject: [AssetPartitions, StreetMap, EnrichmentConfig],
      useFactory: (partitions: AssetPartitions, map: StreetMap, { historyDays }: EnrichmentConfig) =>
        new EnrichPositions(partitions, map, historyDays),
    },
    { provide: Listening, inject: [Health, Clock], useFactory: listeningToDevices },
    provideAs(HeardSpans, PostgresHeardSpans, WorkerDatabase),
    provide(WatchSilence, AssetPartitions, CachedOfflineSettings, EventPublisher, Listening, Clock),
    provide(TellHeard, AssetPartitions, Listening, HeardSpans, Clock),
    provide(OfflineRounds, WatchSilence, TellHeard, Lifecycle),
    provide(WriteHistory, History),
    provide(KeepDays, MakeOutlines, PackDays, EnrichmentConfig, Clock, Lifecycle),
    provide(TidyHistory, History, Journeys, KeepDays, EnrichmentConfig, Clock),
    provide(EnrichmentRounds, AssetPartitions, TidyHistory, EnrichmentConfig, Lifecycle),
  ],
})
export class EnrichmentModule {}
