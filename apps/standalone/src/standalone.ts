import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { ApiConfig, apiHttp, ApiModule } from '@yipii/api';
import { EnrichmentConfig, EnrichmentModule } from '@yipii/enrichment';
import { IngestionConfig, IngestionModule } from '@yipii/ingestion';
import { PersistenceModule } from '@yipii/persistence';
import {
  DatabaseConfig,
  HttpConfig,
  LiveConfig,
  persistenceParts,
  PostgresLogModule,
  type AppDefinition,
} from '@yipii/platform';
import { ClientGateway, GATEWAY_CONFIGS, onHttpServer, PusherGatewayModule } from '@yipii/pusher-gateway';
import { DemoModule, runDemo } from './demo/demo.module';
import { MemoryPositionsModule } from './memory-positions.module';
import { StandaloneConfig } from './standalone.config';

/** The WebSocket is on the API's port, too. */
function configureHttp(app: INestApplication): void {
  apiHttp.configure(app);
  app.get(ClientGateway).attach(onHttpServer(app.getHttpServer() as Server));
}

/** All services in one process, over the log in PostgreSQL. */
export const standalone: AppDefinition = {
  name: 'standalone',
  configs: [
    StandaloneConfig,
    DatabaseConfig,
    LiveConfig,
    HttpConfig,
    IngestionConfig,
    EnrichmentConfig,
    ...GATEWAY_CONFIGS,
    ApiConfig,
  ],
  modules: [
    PersistenceModule.on(persistenceParts),
    PostgresLogModule,
    MemoryPositionsModule,
    IngestionModule,
    EnrichmentModule,
    PusherGatewayModule,
    ApiModule,
    DemoModule,
  ],
  http: { ...apiHttp, configure: configureHttp },
  started: runDemo,
};
