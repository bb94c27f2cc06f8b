import { HistoryModule, PersistenceModule } from '@yipii/persistence';
import { DatabaseConfig, KafkaConfig, KafkaModule, MapConfig, type AppDefinition } from '@yipii/platform';
import { EnrichmentConfig } from './enrichment.config';
import { EnrichmentModule } from './enrichment.module';

/** The app of a cluster. */
export const enrichment: AppDefinition = {
  name: 'enrichment',
  configs: [DatabaseConfig, KafkaConfig, MapConfig, EnrichmentConfig],
  modules: [
    PersistenceModule.as('yipii_enrichment'),
    HistoryModule,
    KafkaModule.as('enrichment'),
    EnrichmentModule,
  ],
};
