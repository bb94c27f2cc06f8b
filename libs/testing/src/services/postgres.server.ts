import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import type { ServerRecipe } from './server';

const DEBIAN = '/usr/lib/postgresql';
const USER = 'postgres';

/** Its user `postgres` is a superuser and needs no password; it listens on this machine only. */
export const postgresServer: ServerRecipe = {
  name: 'postgres',
  // «Fast»: does not wait for clients to go.
  stopSignal: 'SIGINT',
  prepare(directory) {
    const data = dataOf(directory);
    if (!existsSync(path.join(data, 'PG_VERSION'))) initialise(data);
    return Promise.resolve();
  },
  command: (directory, port) =>
    asUnprivileged(dataOf(directory), [
      program('postgres'),
      ...['-D', dataOf(directory), '-p', String(port), '-h', '127.0.0.1'],
      ...['-c', 'unix_socket_directories=', '-c', 'max_connections=300'],
    ]),
  url: (port) => `postgres://${USER}@127.0.0.1:${port}/postgres`,
  async check(port) {
    const client = new Client({ connectionString: this.url(port), connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
    } finally {
      await client.end();
    }
  },
};

/** The newest version that Debian's packages brought; null without any. */
export function postgresPrograms(): string | null {
  if (!existsSync(DEBIAN)) return null;
  const versions = readdirSync(DEBIAN).map(Number).filter(Boolean);
  return versions.length === 0 ? null : path.join(DEBIAN, String(Math.max(...versions)), 'bin');
}

function program(name: string): string {
  return path.join(postgresPrograms() ?? '', name);
}

function dataOf(directory: string): string {
  return path.join(directory, 'data');
}

function initialise(data: string): void {
  mkdirSync(data, { recursive: true });
  chmodSync(data, 0o700);
  if (isRoot()) execFileSync('chown', [USER, data]);
  const options = ['-D', data, '-U', USER, '--auth=trust', '-E', 'UTF8', '--no-locale', '--no-instructions'];
  const [command = '', ...args] = asUnprivileged(data, [program('initdb'), ...options]);
  execFileSync(command, args, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
}

/**
 * PostgreSQL refuses to run as root. Where its own user may not pass the directories above the data (a
 * clone under /root), it keeps the one capability that lets it.
 */
function asUnprivileged(data: string, command: readonly string[]): readonly string[] {
  if (!isRoot()) return command;
  const user = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--init-groups'];
  const passes =
    spawnSync('setpriv', [...user.slice(1), 'test', '-x', data], { stdio: 'ignore' }).status === 0;
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return [...user, ...(passes ? [] : capability), ...command];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
