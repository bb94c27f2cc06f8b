import { Logger, type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  InvalidEnvironment,
  loadConfigs,
  unknownVariables,
  type ConfigClass,
  type Environment,
} from '../config/load-configs';
import { ServiceConfig } from '../config/shared.config';
import { Health } from '../health/health';
import { Lifecycle } from '../lifecycle/lifecycle';
import { JsonLogger } from '../logging/json-logger';
import { MessagingServer } from '../messaging/messaging-server';
import { Metrics } from '../metrics/metrics';
import { PortTaken, startOpsServer } from './ops-server';
import { PlatformModule, type ProcessParts } from './platform.module';

type AnyModule = Type | DynamicModule;

/** A process: what it is made of and what it reads from its environment. */
export interface AppDefinition {
  readonly name: string;
  /** Modules of the app and of the infrastructure it runs on. */
  readonly modules: readonly AnyModule[];
  readonly configs: readonly ConfigClass[];
  /** Last touches before the app is initialised, e.g. HTTP parsers, and listening. */
  readonly http?: HttpEdge;
}

export interface HttpEdge {
  configure(app: INestApplication): void;
  listen(app: INestApplication): Promise<void>;
}

/** Prefixes of variables that belong to us: unknown ones are reported. */
const OWN_PREFIXES = ['INGESTION_', 'ENRICHMENT_', 'ALERTING_', 'LINK_', 'GATEWAY_', 'API_', 'SIMULATOR_'];

/** Runs an app until it is told to stop, and ends the process: 0 after a clean stop, 1 with one clear line else. */
export async function bootstrap(definition: AppDefinition, env: Environment = process.env): Promise<void> {
  try {
    const running = await startApp(definition, env);
    stopOnSignals(running);
  } catch (error) {
    exitWith(error);
  }
}

export interface RunningApp {
  readonly app: INestApplication;
  readonly parts: ProcessParts;
  /** Stops intake, drains, flushes, closes. */
  stop(): Promise<void>;
}

/**
 * Starts an app. Its operations port answers from the first moment, red until everything is there.
 * @throws InvalidEnvironment, PortTaken
 */
export async function startApp(definition: AppDefinition, env: Environment): Promise<RunningApp> {
  const classes = [ServiceConfig, ...definition.configs];
  const configs = loadConfigs(classes, env);
  const service = configs.get(ServiceConfig) as ServiceConfig;
  Logger.overrideLogger(new JsonLogger({ service: definition.name, level: service.logLevel }));
  reportUnknownVariables(definition, classes, env);

  const parts = { configs, health: new Health(), metrics: new Metrics(), lifecycle: new Lifecycle() };
  parts.metrics.collectProcessMetrics();
  parts.health.register('start', () => 'starting');
  const ops = await startOpsServer(service.metricsPort, parts);
  // A stop that arrives while the start still waits for a database must not wait with it.
  const app = await createNestApp(definition, parts);
  parts.health.register('start', () => null);
  return {
    app,
    parts,
    stop: async () => {
      await parts.lifecycle.stop();
      await app.close();
      ops.close();
    },
  };
}

async function createNestApp(definition: AppDefinition, parts: ProcessParts): Promise<INestApplication> {
  class AppRoot {}
  const root: DynamicModule = { module: AppRoot, imports: [PlatformModule.of(parts), ...definition.modules] };
  const app = await NestFactory.create(root, { abortOnError: false, bodyParser: false });
  app.connectMicroservice({ strategy: app.get(MessagingServer) }, { inheritAppConfig: true });
  definition.http?.configure(app);
  await app.startAllMicroservices();
  await app.init();
  await definition.http?.listen(app);
  return app;
}

function reportUnknownVariables(
  definition: AppDefinition,
  classes: readonly ConfigClass[],
  env: Environment,
): void {
  const log = new Logger('config');
  for (const variable of unknownVariables(classes, env, OWN_PREFIXES)) {
    log.warn({ msg: 'unknown environment variable, ignored', variable, service: definition.name });
  }
}

function stopOnSignals({ stop, parts }: RunningApp): void {
  const { shutdownGraceMs } = parts.configs.get(ServiceConfig) as ServiceConfig;
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    const log = new Logger('lifecycle');
    log.log({ msg: 'stopping', signal });
    setTimeout(() => {
      log.error({ msg: 'did not stop within the grace time', shutdownGraceMs });
      process.exit(1);
    }, shutdownGraceMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => exitWith(error),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function exitWith(error: unknown): never {
  const expected = error instanceof InvalidEnvironment || error instanceof PortTaken;
  process.stderr.write(`${expected ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exit(1);
}
