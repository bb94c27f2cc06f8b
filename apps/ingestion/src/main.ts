import { PersistenceModule } from '@yipii/persistence';
import { bootstrap, DatabaseConfig, KafkaConfig, KafkaModule } from '@yipii/platform';
import { IngestionConfig } from './ingestion.config';
import { IngestionModule } from './ingestion.module';
import { IntakeConfig } from './intake/intake.config';
import { IntakeModule } from './intake/intake.module';

void bootstrap({
  name: 'ingestion',
  configs: [DatabaseConfig, KafkaConfig, IngestionConfig, IntakeConfig],
  modules: [
    PersistenceModule.as('yipii_ingestion'),
    KafkaModule.as('ingestion'),
    IngestionModule,
    IntakeModule,
  ],
});
