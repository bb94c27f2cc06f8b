import { AlertingConfig, AlertingModule } from '@yipii/alerting';
import { API_CONFIGS, ApiModule } from '@yipii/api';
import { EnrichmentConfig, EnrichmentModule } from '@yipii/enrichment';
import { IngestionConfig } from '@yipii/ingestion';
import { LinkSessionConfig, LinkSessionModule } from '@yipii/link-session';
import { HistoryModule, PersistenceModule } from '@yipii/persistence';
import {
  DatabaseConfig,
  HttpConfig,
  LiveConfig,
  MailConfig,
  MailModule,
  MapConfig,
  PostgresLogModule,
  type AppDefinition,
} from '@yipii/platform';
import { GATEWAY_CONFIGS, PusherGatewayModule } from '@yipii/pusher-gateway';
import { DemoModule, runDemo } from './demo/demo.module';
import { LocalBearersModule } from './local-bearers.module';
import { LocalIntakeModule } from './local-intake.module';
import { LocalViewersModule } from './local-viewers.module';
import { MemoryPositionsModule } from './memory-positions.module';
import { StandaloneConfig } from './standalone.config';
import { standaloneHttp } from './standalone.http';

export const STANDALONE_CONFIGS: AppDefinition['configs'] = [
  StandaloneConfig,
  DatabaseConfig,
  LiveConfig,
  HttpConfig,
  MailConfig,
  IngestionConfig,
  MapConfig,
  EnrichmentConfig,
  AlertingConfig,
  ...GATEWAY_CONFIGS,
  ...API_CONFIGS,
  LinkSessionConfig,
];

/** All services in one process, over the log in PostgreSQL. */
export const standalone: AppDefinition = {
  name: 'standalone',
  configs: STANDALONE_CONFIGS,
  modules: [
    PersistenceModule,
    HistoryModule,
    PostgresLogModule,
    MemoryPositionsModule,
    MailModule.smtpOrConsole(),
    LocalIntakeModule,
    LocalBearersModule,
    LocalViewersModule,
    EnrichmentModule,
    AlertingModule,
    PusherGatewayModule,
    ApiModule,
    LinkSessionModule,
    DemoModule,
  ],
  http: standaloneHttp,
  started: runDemo,
};
