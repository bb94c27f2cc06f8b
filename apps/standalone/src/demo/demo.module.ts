import { Module, type INestApplication } from '@nestjs/common';
import { AccessTokenIssuer, ApiModule, CreateUser } from '@yipii/api';
import { CreateOAuthClient, OAuthClientRepository, SeedAccount, WorkerUnitOfWork } from '@yipii/persistence';
import {
  DatabaseConfig,
  Lifecycle,
  ListeningPorts,
  LiveConfig,
  Mailer,
  provide,
  WorkerDatabase,
} from '@yipii/platform';
import { StandaloneConfig } from '../standalone.config';
import { CaughtCodes } from './caught-codes';
import { DemoController, DemoPageController } from './demo.controller';
import { SeedDemoAlerts } from './demo-alerts';
import { SeedDemoLinks } from './demo-links';
import { DemoSession } from './demo-session';
import { PageClients } from './page-clients.postgres';
import { startDemo } from './start-demo';
import { StopLog } from './stop-log.postgres';

/** The demo's page; {@link runDemo} brings it to life. */
@Module({
  imports: [ApiModule],
  controllers: [DemoPageController, DemoController],
  providers: [
    provide(DemoSession),
    provide(SeedAccount, WorkerUnitOfWork),
    provide(SeedDemoLinks, WorkerUnitOfWork),
    provide(SeedDemoAlerts, WorkerUnitOfWork),
    provide(CreateOAuthClient, WorkerUnitOfWork),
    provide(OAuthClientRepository, WorkerDatabase),
    provide(PageClients, CreateOAuthClient, WorkerUnitOfWork),
    provide(CaughtCodes, Mailer),
    {
      provide: StopLog,
      inject: [DatabaseConfig, Lifecycle],
      useFactory: ({ url }: DatabaseConfig, lifecycle: Lifecycle) => new StopLog(url, lifecycle),
    },
  ],
})
export class DemoModule {}

/** Once all listens: the fleet, `demo.json` and the banner, unless DEMO is off. */
export async function runDemo(app: INestApplication): Promise<void> {
  const config = app.get(StandaloneConfig);
  if (!config.demo) return;
  const text = await startDemo({
    config,
    live: app.get(LiveConfig),
    ports: app.get(ListeningPorts),
    lifecycle: app.get(Lifecycle),
    seedAccount: app.get(SeedAccount),
    seedLinks: app.get(SeedDemoLinks),
    seedAlerts: app.get(SeedDemoAlerts),
    clients: app.get(OAuthClientRepository),
    createClient: app.get(CreateOAuthClient),
    createUser: app.get(CreateUser),
    session: app.get(DemoSession),
    tokens: app.get(AccessTokenIssuer, { strict: false }),
  });
  process.stdout.write(text);
}
