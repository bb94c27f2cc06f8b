import { InvalidEnvironment, StartRefused } from '@yipii/platform';
import { CommandFailed, UsageError } from './command';
import { ADMIN_COMMANDS } from './commands/all';
import { helpOf, helpOfAll, printed } from './help';
import type { InstallationAddress } from './installation';
import { openInstallation } from './open-installation.postgres';
import { findCommand, parseCommand, type Parsed } from './parse-command';

/** Where the texts of a command go. */
export interface AdminOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Commands that work on a database without the schema of this version. */
const BEFORE_SCHEMA = new Set(['migrate', 'migration list', 'app-key']);

/**
 * Runs one command of the administrator and returns the exit code: 0 done, 1 failed, 2 not understood.
 * @param find where the installation is; called only for a command that can be run
 */
export async function runAdmin(
  args: readonly string[],
  find: () => Promise<InstallationAddress>,
  { out, err }: AdminOutput,
): Promise<0 | 1 | 2> {
  try {
    const parsed = parseCommand(ADMIN_COMMANDS, args);
    if (parsed === undefined) out(helpOfAll(ADMIN_COMMANDS));
    else if (!('given' in parsed)) out(helpOf(parsed));
    else out(await run(parsed, find));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      const command = findCommand(ADMIN_COMMANDS, args);
      err(`${error.message} (see: npm run admin -- ${command ? `${command.name} ` : ''}--help)`);
      return 2;
    }
    err(inOneLine(error));
    return 1;
  }
}

async function run(
  { command, given, asJson }: Parsed,
  find: () => Promise<InstallationAddress>,
): Promise<string> {
  const address = await find();
  try {
    const installation = await openInstallation(address, !BEFORE_SCHEMA.has(command.name));
    try {
      return printed(await command.run(installation, given), asJson);
    } finally {
      await installation.close();
    }
  } finally {
    await address.release();
  }
}

/** What an administrator can cause, by SQLSTATE or the system's code. */
const IN_WORDS: Readonly<Record<string, string>> = {
  EEXIST: 'the folder holds an export already: name another one',
  EACCES: 'the folder cannot be written',
  '23505': 'it exists already',
  '23503': 'what it refers to does not exist, or something still refers to it',
  '28P01': 'the database refuses the password of DATABASE_URL',
  '3D000': 'the database that DATABASE_URL names does not exist',
  '42501': 'the user of DATABASE_URL may not do this',
  '42P01': 'the database has not been migrated: run "admin migrate" first',
};
const AWAY = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ECONNRESET',
  'EAI_AGAIN',
  '57P03',
]);

function inOneLine(error: unknown): string {
  if (error instanceof CommandFailed || error instanceof StartRefused || error instanceof InvalidEnvironment)
    return error.message;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  if (AWAY.has(code)) return `the database or broker cannot be reached (${code})`;
  return (IN_WORDS[code] ?? message).split('\n')[0] ?? '';
}
