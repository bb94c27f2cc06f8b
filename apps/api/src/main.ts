import { RedisLiveModule } from '@yipii/live';
import { HistoryModule, PersistenceModule } from '@yipii/persistence';
import {
  bootstrap,
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
} from '@yipii/platform';
import { ExternalIssuerConfig } from './access/external-issuer.config';
import { ApiConfig } from './api.config';
import { apiHttp } from './api.http';
import { ApiModule } from './api.module';
import { HttpIntakeModule } from './positions/http-intake.module';
import { IntakeClientConfig } from './positions/intake.config';
import { ApiLimitsConfig } from './limits/api-limits.config';
import { PeopleConfig } from './people/people.config';

void bootstrap({
  name: 'api',
  configs: [
    DatabaseConfig,
    KafkaConfig,
    RedisConfig,
    LiveConfig,
    HttpConfig,
    MailConfig,
    MapConfig,
    ApiConfig,
    PeopleConfig,
    ExternalIssuerConfig,
    ApiLimitsConfig,
    IntakeClientConfig,
  ],
  modules: [
    PersistenceModule,
    HistoryModule,
    KafkaModule.as('api'),
    RedisModule,
    RedisLiveModule,
    MailModule.smtp(),
    HttpIntakeModule,
    ApiModule,
  ],
  http: apiHttp,
});
