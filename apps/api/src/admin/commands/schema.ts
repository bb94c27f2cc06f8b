import { letLogIn, listMigrations, migrate, type RoleLogin } from '@yipii/persistence';
import type { Environment } from '@yipii/platform';
import { UsageError, type Command } from '../command';

/** By role, the variable with its password. */
const LOGINS = {
  yipii_app: 'DATABASE_APP_PASSWORD',
  yipii_worker: 'DATABASE_WORKER_PASSWORD',
  yipii_ingestion: 'DATABASE_INGESTION_PASSWORD',
  yipii_enrichment: 'DATABASE_ENRICHMENT_PASSWORD',
  yipii_alerting: 'DATABASE_ALERTING_PASSWORD',
  yipii_link_session: 'DATABASE_LINK_SESSION_PASSWORD',
} as const;

export const SCHEMA_COMMANDS: readonly Command[] = [
  {
    name: 'migrate',
    summary: 'Bring the schema of the database up to date (history’s, too).',
    example: '',
    options: {
      roles: {
        text: `Also let the roles of services log in, with the passwords in ${Object.values(LOGINS).join(', ')}.`,
      },
    },
    async run({ databaseUrl, historyUrl, env }, given) {
      const names = [];
      const logins = given.has('roles') ? loginsOf(env) : [];
      for (const url of new Set([databaseUrl, historyUrl ?? databaseUrl])) {
        names.push(...(await migrate(url)));
        await letLogIn(url, logins);
      }
      return names.length === 0 ? 'up to date' : names.map((migration) => ({ migration }));
    },
  },
  {
    name: 'migration list',
    summary: 'List the migrations of this version, and which have run.',
    example: '',
    async run({ databaseUrl }) {
      return (await listMigrations(databaseUrl)).map(({ name, hasRun }) => ({
        migration: name,
        state: hasRun ? 'done' : 'waits',
      }));
    },
  },
];

/** @throws UsageError */
function loginsOf(env: Environment): RoleLogin[] {
  const logins = Object.entries(LOGINS).flatMap(([role, variable]) => {
    const password = env[variable];
    return password ? [{ role, password }] : [];
  });
  if (logins.length === 0) throw new UsageError(`--roles needs one of: ${Object.values(LOGINS).join(', ')}`);
  return logins;
}
