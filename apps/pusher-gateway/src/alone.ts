import { createServer } from 'node:net';
import {
  HttpConfig,
  Logger,
  RedisConfig,
  RedisModule,
  StartRefused,
  type AppDefinition,
  type Environment,
  type PreparedEnvironment,
} from '@yipii/platform';
import { GATEWAY_CONFIGS, GatewayNodeModule } from './gateway-node.module';

/** For a first try; its secret is public. */
const EXAMPLE_APP = { id: 'app-id', key: 'app-key', secret: 'app-secret', clientMessages: true };
const METRICS_PORT = 9601;

/** The Pusher server alone; several form a cluster over Redis. It reads no topics. */
export function aloneGateway({ REDIS_URL: redis }: Environment): AppDefinition {
  return {
    name: 'gateway',
    configs: [HttpConfig, ...GATEWAY_CONFIGS, ...(redis ? [RedisConfig] : [])],
    modules: [...(redis ? [RedisModule] : []), GatewayNodeModule],
    topics: false,
  };
}

/**
 * Turns off the limits that other Pusher servers do not have, unless they are set; `PORT` is an alias of
 * GATEWAY_PORT.
 */
export function withAliases(env: Environment): Environment {
  return {
    GATEWAY_FAILED_AUTHENTICATIONS_PER_MINUTE: '0',
    GATEWAY_MAX_CONNECTIONS_PER_IP: '0',
    GATEWAY_MAX_FRAMES_PER_SECOND: '0',
    GATEWAY_PORT: env.PORT,
    METRICS_PORT: String(METRICS_PORT),
    ...env,
  };
}

/**
 * Returns the environment of the gateway, with an example app if none is given.
 * @throws StartRefused in production without an app
 */
export async function prepareAlone(given: Environment): Promise<PreparedEnvironment> {
  const env = withAliases(given);
  const metricsPort = given.METRICS_PORT ?? String((await isFree(METRICS_PORT)) ? METRICS_PORT : 0);
  return {
    env: { ...env, METRICS_PORT: metricsPort, PUSHER_APPS: appsOf(given) },
    release: () => Promise.resolve(),
  };
}

function appsOf({
  PUSHER_APPS: apps,
  PUSHER_APPS_FILE: file,
  NODE_ENV: mode,
}: Environment): string | undefined {
  if (apps || file) return apps;
  if (mode === 'production') throw new StartRefused('No app to serve: set PUSHER_APPS or PUSHER_APPS_FILE');
  new Logger('gateway').warn({ msg: 'PUSHER_APPS is not set: serving an example app', ...EXAMPLE_APP });
  return JSON.stringify([EXAMPLE_APP]);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}
