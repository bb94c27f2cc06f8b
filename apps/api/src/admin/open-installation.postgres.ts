import { isMigrated, migrate, WorkerUnitOfWork } from '@yipii/persistence';
import {
  DatabaseConfig,
  KafkaConfig,
  KafkaLogInspector,
  loadConfigs,
  openPool,
  PostgresLogInspector,
  TopicRetentionConfig,
  WorkerDatabase,
  type Environment,
  type LogInspector,
} from '@yipii/platform';
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
  const log = openLog(env, url);
  return {
    ...{ pool, history, log, env, databaseUrl: url, historyUrl },
    unitOfWork: new WorkerUnitOfWork(new WorkerDatabase(pool)),
    close: async () => {
      await log.close();
      await Promise.all([...new Set([pool, history])].map((one) => one.end()));
    },
  };
}

function openLog(env: Environment, databaseUrl: string): LogInspector {
  if (!env.KAFKA_BROKERS) return new PostgresLogInspector(databaseUrl);
  const configs = loadConfigs([KafkaConfig, TopicRetentionConfig], env);
  return new KafkaLogInspector(
    configs.get(KafkaConfig) as KafkaConfig,
    configs.get(TopicRetentionConfig) as TopicRetentionConfig,
  );
}
