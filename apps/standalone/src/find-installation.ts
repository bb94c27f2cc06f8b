import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { InstallationAddress } from '@yipii/api';
import { EmbeddedPostgres } from '@yipii/persistence';
import { loadConfigs, StartRefused, type Environment } from '@yipii/platform';
import { takeInstanceLock } from './instance-lock.postgres';
import { keepSecrets } from './secrets';
import { StandaloneConfig } from './standalone.config';

/**
 * The database that `DATABASE_URL` names, else the one in `DATA_DIR`: that of a running instance, or started for
 * this command, and then locked, so that an instance which starts meanwhile does not lose it.
 */
export async function findInstallation(env: Environment): Promise<InstallationAddress> {
  const config = loadConfigs([StandaloneConfig], env).get(StandaloneConfig) as StandaloneConfig;
  const { databaseUrl, dataDir } = config;
  const appKey = env.LIVE_APP_KEY ?? (await keptAppKey(dataDir, databaseUrl !== undefined));
  const given = { ...env, ...(appKey !== undefined && { LIVE_APP_KEY: appKey }) };
  if (databaseUrl !== undefined)
    return { env: { ...given, DATABASE_URL: databaseUrl }, isAlone: false, release: () => Promise.resolve() };
  mkdirSync(dataDir, { recursive: true });
  const embedded = await EmbeddedPostgres.start({ dataDir: path.join(dataDir, 'postgres') });
  const lock = await lockUnlessRunning(embedded.url);
  return {
    env: { ...given, DATABASE_URL: embedded.url },
    isAlone: lock !== undefined,
    release: async () => {
      await lock?.release();
      if (!embedded.adopted) await embedded.stop();
    },
  };
}

/** Undefined: an instance runs. */
async function lockUnlessRunning(
  url: string,
): Promise<Awaited<ReturnType<typeof takeInstanceLock>> | undefined> {
  try {
    return await takeInstanceLock(url);
  } catch (error) {
    if (error instanceof StartRefused) return undefined;
    throw error;
  }
}

/** Standalone on a database of its own choice has one too, services of a cluster do not. */
async function keptAppKey(dataDir: string, isElsewhere: boolean): Promise<string | undefined> {
  if (isElsewhere && !existsSync(path.join(dataDir, 'secrets.json'))) return undefined;
  mkdirSync(dataDir, { recursive: true });
  return (await keepSecrets(dataDir)).appKey;
}
