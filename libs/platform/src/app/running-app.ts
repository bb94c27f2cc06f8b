import type { Server } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { Logger, type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfigs, unknownVariables, type ConfigClass, type Environment } from '../config/load-configs';
import { ServiceConfig } from '../config/shared.config';
import { TopicRetentionConfig } from '../config/topic-retention.config';
import { Health } from '../health/health';
import { Lifecycle } from '../lifecycle/lifecycle';
import { ListeningPorts } from '../lifecycle/listening-ports';
import { JsonLogger } from '../logging/json-logger';
import { MessagingServer } from '../messaging/messaging-server';
import { Metrics } from '../metrics/metrics';
import { TlsFiles } from '../tls/tls-files';
import type { TlsSettings } from '../tls/tls-settings';
import { readinessProblems, startOpsServer, type Problems } from './ops-server';
import { PlatformModule, type ProcessParts } from './platform.module';

/** Definition of a process: its parts and its settings. */
export interface AppDefinition {
  readonly name: string;
  /** Modules of the app and of the infrastructure that it runs on. */
  readonly modules: readonly (Type | DynamicModule)[];
  readonly configs: readonly ConfigClass[];
  /** False: the app neither reads nor writes topics. */
  readonly topics?: false;
  readonly http?: HttpEdge;
  /** Called before anything is up, with a function that reports readiness problems. */
  readonly watched?: (problems: () => Problems) => void;
  /** Called once everything is up. */
  readonly started?: (app: INestApplication) => Promise<void>;
}

/** The public HTTP side of an app that has one. */
export interface HttpEdge {
  /** Absent, or undefined for these settings: it serves plain HTTP. @throws StartRefused */
  readonly tls?: (configs: ProcessParts['configs']) => TlsSettings | undefined;
  /** Before the app is initialised: parsers, filters, limits. */
  configure(app: INestApplication): void;
  listen(app: INestApplication): Promise<void>;
}

/** Prefixes of our own variables. An unknown variable with one of them is probably misspelt. */
const OWN_PREFIXES = [
  'INGESTION_',
  'ENRICHMENT_',
  'ALERTING_',
  'LINK_',
  'GATEWAY_',
  'API_',
  'SETUP_',
  'SIMULATOR_',
];

/** An app and the parts of its process, from configuration to shutdown. */
export class RunningApp {
  readonly service: ServiceConfig;
  private readonly parts: ProcessParts;
  private app: INestApplication | undefined;
  private ops: Server | undefined;

  /** @throws InvalidEnvironment */
  constructor(
    private readonly definition: AppDefinition,
    env: Environment,
  ) {
    const ofTopics = definition.topics === false ? [] : [TopicRetentionConfig];
    const classes = [ServiceConfig, ...ofTopics, ...definition.configs];
    const configs = loadConfigs(classes, env);
    this.service = configs.get(ServiceConfig) as ServiceConfig;
    Logger.overrideLogger(new JsonLogger({ service: definition.name, level: this.service.logLevel }));
    for (const variable of unknownVariables(classes, env, OWN_PREFIXES)) {
      new Logger('config').warn({ msg: 'unknown environment variable, ignored', variable });
    }
    this.parts = {
      configs,
      health: new Health(),
      metrics: new Metrics(),
      lifecycle: new Lifecycle(),
      ports: new ListeningPorts(),
    };
  }

  /**
   * Resolves when everything is up. The operations port responds from the start and is not ready until then.
   * @throws PortTaken
   */
  async start(): Promise<INestApplication> {
    const { health } = this.parts;
    health.register('start', () => 'starting');
    this.definition.watched?.(() => readinessProblems(this.parts));
    this.ops = await startOpsServer(this.service.metrics, this.parts);
    const app = await this.createApp();
    health.register('start', () => null);
    await this.definition.started?.(app);
    new Logger('lifecycle').log({ msg: 'started' });
    return app;
  }

  get metrics(): Metrics {
    return this.parts.metrics;
  }

  /** Stops intake, drains, flushes and closes, even in the middle of a start. */
  async stop(): Promise<void> {
    await this.parts.lifecycle.stop();
    await this.app?.close();
    this.ops?.close();
  }

  private async readTls(): Promise<TlsFiles | undefined> {
    const { configs, lifecycle } = this.parts;
    const settings = this.definition.http?.tls?.(configs);
    const tls = settings && (await TlsFiles.read(settings));
    if (tls) lifecycle.onStop('intake', 'TLS files', () => tls.stop());
    return tls;
  }

  private async createApp(): Promise<INestApplication> {
    const { modules, topics, http } = this.definition;
    const root = { module: AppRoot, imports: [PlatformModule.of(this.parts), ...modules] };
    const tls = await this.readTls();
    const httpsOptions = tls && { ...tls.current };
    const app = await NestFactory.create(root, { abortOnError: false, bodyParser: false, httpsOptions });
    this.app = app;
    tls?.watch((pair) => (app.getHttpServer() as HttpsServer).setSecureContext({ ...pair }));
    if (topics !== false) {
      app.connectMicroservice({ strategy: app.get(MessagingServer) }, { inheritAppConfig: true });
    }
    http?.configure(app);
    await app.init();
    await app.startAllMicroservices();
    await http?.listen(app);
    return app;
  }
}

class AppRoot {}
