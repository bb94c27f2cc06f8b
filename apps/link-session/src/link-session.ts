import { RedisLiveModule } from '@yipii/live';
import { PersistenceModule } from '@yipii/persistence';
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
import { LinkSessionConfig } from './link-session.config';
import { linkSessionHttp } from './link-session.http';
import { LinkSessionModule } from './link-session.module';
import { OwnProcessModule } from './own-process.module';

/** The app of a cluster. */
export const linkSession: AppDefinition = {
  name: 'link-session',
  configs: [
    DatabaseConfig,
    KafkaConfig,
    RedisConfig,
    LiveConfig,
    HttpConfig,
    MailConfig,
    MapConfig,
    LinkSessionConfig,
  ],
  modules: [
    PersistenceModule.as('yipii_link_session'),
    KafkaModule.as('link-session'),
    RedisModule,
    RedisLiveModule,
    MailModule.smtp(),
    OwnProcessModule,
    LinkSessionModule,
  ],
  http: linkSessionHttp,
};
