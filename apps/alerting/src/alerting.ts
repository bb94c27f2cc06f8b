import { PersistenceModule } from '@yipii/persistence';
import {
  DatabaseConfig,
  EncryptionConfig,
  KafkaConfig,
  KafkaModule,
  OutgoingConfig,
  type AppDefinition,
} from '@yipii/platform';
import { AlertingConfig } from './alerting.config';
import { AlertingModule } from './alerting.module';
import { OwnProcessModule } from './own-process.module';

/** The app of a cluster. */
export const alerting: AppDefinition = {
  name: 'alerting',
  configs: [DatabaseConfig, KafkaConfig, EncryptionConfig, OutgoingConfig, AlertingConfig],
  modules: [
    PersistenceModule.as('yipii_alerting'),
    KafkaModule.as('alerting'),
    OwnProcessModule,
    AlertingModule,
  ],
};
