import { HistoryModule, PersistenceModule } from '@yipii/persistence';
import { bootstrap, DatabaseConfig, KafkaConfig, KafkaModule, MapConfig } from '@yipii/platform';
import { EnrichmentConfig } from './enrichment.config';
import { EnrichmentModule } from './enrichment.module';

void bootstrap({
  name: 'enrichment',
  configs: [DatabaseConfig, KafkaConfig, MapConfig, EnrichmentConfig],
  modules: [
    PersistenceModule.as('yipii_enrichment'),
    HistoryModule,
    KafkaModule.as('enrichment'),
    EnrichmentModule,
  ],
});
