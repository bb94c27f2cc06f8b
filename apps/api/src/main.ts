import { RedisLiveModule } from '@yipii/live';
import { PersistenceModule } from '@yipii/persistence';
import {
  bootstrap,
  DatabaseConfig,
  HttpConfig,
  KafkaConfig,
  KafkaModule,
  LiveConfig,
  RedisConfig,
  RedisModule,
} from '@yipii/platform';
import { ApiConfig } from './api.config';
import { apiHttp } from './api.http';
import { ApiModule } from './api.module';

void bootstrap({
  name: 'api',
  configs: [DatabaseConfig, KafkaConfig, RedisConfig, LiveConfig, HttpConfig, ApiConfig],
  modules: [PersistenceModule, KafkaModule.as('api'), RedisModule, RedisLiveModule, ApiModule],
  http: apiHttp,
});
