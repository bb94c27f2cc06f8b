import { migrate } from '@yipii/persistence';
import type { Command } from '../command';

export const SCHEMA_COMMANDS: readonly Command[] = [
  {
    name: 'migrate',
    summary: 'Bring the schema of the database up to date (history’s, too).',
    async run({ databaseUrl, historyUrl }) {
      const names = [];
      for (const url of new Set([databaseUrl, historyUrl ?? databaseUrl]))
        names.push(...(await migrate(url)));
      return names.length === 0 ? 'up to date' : names.map((migration) => ({ migration }));
    },
  },
];
