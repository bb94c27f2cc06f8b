import { PersistenceModule } from '@yipii/persistence';
import { DatabaseConfig, KafkaConfig, KafkaModule, type AppDefinition } from '@yipii/platform';
import { IngestionConfig } from './ingestion.config';
import { IngestionModule } from './ingestion.module';
import { IntakeConfig } from './intake/intake.config';
import { IntakeModule } from './intake/intake.module';

/** The app of a cluster. */
export const ingestion: AppDefinition = {
  name: 'ingestion',
  configs: [DatabaseConfig, KafkaConfig, IngestionConfig, IntakeConfig],
  modules: [
    PersistenceModule.as('yipii_ingestion'),
    KafkaModule.as('ingestion'),
    IngestionModule,
    IntakeModule,
  ],
};
