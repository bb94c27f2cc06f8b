import { isMigrated, migrate, WorkerUnitOfWork } from '@yipii/persistence';
import { DatabaseConfig, loadConfigs, openPool, WorkerDatabase } from '@yipii/platform';
import { CommandFailed } from './command';
import type { Installation, InstallationAddress } from './installation';

const CONNECTIONS = 3;

/**
 * @param needsSchema whether the schema must be that of this version
 * @throws CommandFailed
 */
export async function openInstallation(
  { env, isAlone }: InstallationAddress,
  needsSchema: boolean,
): Promise<Installation> {
  const { url, historyUrl } = loadConfigs([DatabaseConfig], env).get(DatabaseConfig) as DatabaseConfig;
  if (needsSchema && isAlone) await migrate(url);
  if (needsSchema && !(await isMigrated(url)))
    throw new CommandFailed('the database has not been migrated to this version: run "admin migrate" first');
  const pool = openPool(url, 'yipii_worker', CONNECTIONS);
  const history = historyUrl ? openPool(historyUrl, 'yipii_worker', CONNECTIONS) : pool;
  return {
    ...{ pool, history, env, databaseUrl: url, historyUrl },
    unitOfWork: new WorkerUnitOfWork(new WorkerDatabase(pool)),
    close: async () => {
      await Promise.all([...new Set([pool, history])].map((one) => one.end()));
    },
  };
}
