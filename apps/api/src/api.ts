import { RedisLiveModule } from '@yipii/live';
import { HistoryModule, PersistenceModule } from '@yipii/persistence';
import {
  DatabaseConfig,
  HttpConfig,
  KafkaConfig,
  KafkaModule,
  LiveConfig,
  MailConfig,
  MailModule,
  MapConfig,
  RedisConfig,
  RedisModule,
  type AppDefinition,
} from '@yipii/platform';
import { API_CONFIGS } from './api-configs';
import { apiHttp } from './api.http';
import { ApiModule } from './api.module';
import { RedisViewersModule } from './channels/redis-viewers.module';
import { HttpIntakeModule } from './positions/http-intake.module';
import { IntakeClientConfig } from './positions/intake.config';

/** The app of a cluster. */
export const api: AppDefinition = {
  name: 'api',
  configs: [
    DatabaseConfig,
    KafkaConfig,
    RedisConfig,
    LiveConfig,
    HttpConfig,
    MailConfig,
    MapConfig,
    ...API_CONFIGS,
    IntakeClientConfig,
  ],
  modules: [
    PersistenceModule,
    HistoryModule,
    KafkaModule.as('api'),
    RedisModule,
    RedisLiveModule,
    RedisViewersModule,
    MailModule.smtp(),
    HttpIntakeModule,
    ApiModule,
  ],
  http: apiHttp,
};
