import { PersistenceModule } from '@yipii/persistence';
import { bootstrap, DatabaseConfig, KafkaConfig, KafkaModule } from '@yipii/platform';
import { IngestionConfig } from './ingestion.config';
import { IngestionModule } from './ingestion.module';

void bootstrap({
  name: 'ingestion',
  configs: [DatabaseConfig, KafkaConfig, IngestionConfig],
  modules: [PersistenceModule, KafkaModule.as('ingestion'), IngestionModule],
});
