import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import { gothenburgFile } from '@yipii/geo';
import { EmbeddedPostgres } from '@yipii/persistence';
import {
  loadConfigs,
  ServiceConfig,
  StartRefused,
  type Environment,
  type PreparedEnvironment,
} from '@yipii/platform';
import { takeInstanceLock } from './instance-lock.postgres';
import { requestsLogin } from './requests-login.postgres';
import { keepSecrets, newSecrets, type Secrets } from './secrets';
import { STANDALONE_CONFIGS } from './standalone';
import { StandaloneConfig } from './standalone.config';

/**
 * Prepares the data folder with its secrets, and PostgreSQL: embedded unless DATABASE_URL names another
 * server. Fills in every setting of the services that was not given.
 * @throws StartRefused if another instance runs on the same database
 */
export async function prepareStandalone(given: Environment): Promise<PreparedEnvironment> {
  const env = { ...given, DEMO: given.DEMO ?? (given.NODE_ENV === 'production' ? 'off' : 'on') };
  const config = readConfigs(env, await newSecrets());
  const secrets = await keepInFolder(config.dataDir);
  const embedded = config.databaseUrl ? undefined : await startEmbedded(config.dataDir);
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
  const lock = await takeInstanceLock(databaseUrl);
  const appUrl = embedded && (await requestsLogin(embedded.url, secrets.requestsPassword));
  return {
    env: {
      ...publicUrls(env),
      ...(config.demo && { STREETS: gothenburgFile(), INGESTION_SKIP_TAKEN_PORTS: 'on' }),
      LIVE_APP_KEY: secrets.appKey,
      GRANT_KEYS: secrets.grantKey,
      ENCRYPTION_KEYS: secrets.encryptionKey,
      API_SIGNING_KEY: secrets.signingKey,
      METRICS_HOST: '127.0.0.1',
      ...withoutEmpty(env),
      DATABASE_URL: databaseUrl,
      ...(appUrl !== undefined && { DATABASE_APP_URL: appUrl }),
    },
    release: async () => {
      await lock.release();
      await embedded?.stop();
    },
  };
}

/** All settings, so that everything that is wrong with them is told at once; what is made later stands in. */
function readConfigs(env: Environment, { grantKey, encryptionKey, signingKey }: Secrets): StandaloneConfig {
  const keys = { GRANT_KEYS: grantKey, ENCRYPTION_KEYS: encryptionKey, API_SIGNING_KEY: signingKey };
  const later = { ...keys, DATABASE_URL: 'postgres://made/later' };
  loadConfigs([ServiceConfig, ...STANDALONE_CONFIGS], { ...later, ...withoutEmpty(env) });
  return loadConfigs([StandaloneConfig], env).get(StandaloneConfig) as StandaloneConfig;
}

/** @throws StartRefused if the folder can't be written */
async function keepInFolder(dataDir: string): Promise<Secrets> {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK);
    return await keepSecrets(dataDir);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new StartRefused(`DATA_DIR can't be used: ${dataDir} (${code})`, { cause });
  }
}

/** A free port is known too late for this: then they keep their defaults. Viewers are told the WebSocket's own port. */
function publicUrls(env: Environment): Environment {
  const { API_PORT: api, GATEWAY_PORT: gateway } = env;
  const [http, ws] = [env.API_TLS_CERT_FILE ? 'https' : 'http', env.GATEWAY_TLS_CERT_FILE ? 'wss' : 'ws'];
  return {
    ...(Number(api) > 0 && { PUBLIC_URL: `${http}://localhost:${api}` }),
    ...(gateway !== undefined && { WS_PUBLIC_URL: `${ws}://localhost:${Number(gateway) || 6001}` }),
  };
}

function startEmbedded(dataDir: string): Promise<EmbeddedPostgres> {
  return EmbeddedPostgres.start({
    dataDir: path.join(dataDir, 'postgres'),
    settings: { max_connections: '100' },
  });
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}
