import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { cachePath, fillCache } from './cached-folder';
import type { ServerRecipe } from './server';

const VERSION = '3.5.1.post1.dev248';
const NAME = `valhalla-${VERSION}`;
const run = promisify(execFile);

/** Valhalla on the map of an .osm.pbf, whose tiles it builds first. */
export function valhallaServer(extract: string): ServerRecipe {
  return {
    name: 'valhalla',
    stopSignal: 'SIGTERM',
    prepare: (directory) => prepare(directory, extract),
    command: (directory, port) => [program('valhalla_service'), configuration(directory, port), '1'],
    url: (port) => `http://127.0.0.1:${port}`,
    async check(port) {
      const { ok } = await fetch(`${this.url(port)}/status`, { signal: AbortSignal.timeout(2000) });
      if (!ok) throw new Error('Valhalla does not serve yet');
    },
  };
}

async function prepare(directory: string, extract: string): Promise<void> {
  await fillCache(NAME, install);
  const tiles = path.join(directory, 'tiles');
  if (existsSync(tiles)) return;
  mkdirSync(tiles);
  const makeConfig = path.join(cachePath(NAME), 'valhalla/valhalla_build_config.py');
  const options = ['--mjolnir-tile-dir', tiles, '--mjolnir-concurrency', '1'];
  const { stdout } = await run('python3', [makeConfig, ...options]);
  writeFileSync(configOf(directory), stdout);
  // It writes lists of what it found odd into the folder that it runs in.
  await run(program('valhalla_build_tiles'), ['-c', configOf(directory), extract], { cwd: directory });
}

/** The programs are the wheel's own: they need no Python, so any pip may fetch them. */
async function install(folder: string): Promise<void> {
  const wheel = ['--python-version', '3.11', '--platform', 'manylinux_2_28_x86_64', '--only-binary', ':all:'];
  const target = ['--no-deps', '--no-compile', '--target', folder];
  await run('python3', ['-m', 'pip', 'install', '-q', ...wheel, ...target, `pyvalhalla-weekly==${VERSION}`]);
  const programs = path.join(folder, 'valhalla/bin');
  for (const name of readdirSync(programs)) chmodSync(path.join(programs, name), 0o755);
}

interface Configuration {
  httpd: { service: Record<'listen' | 'interrupt' | 'loopback', string> & { drain_seconds: number } };
  loki: ServicePart;
  thor: ServicePart;
  odin: ServicePart;
  meili: ServicePart;
}

interface ServicePart {
  service: { proxy: string };
}

/** As text instead of a file; its sockets lie in the server's own directory, so that several can run. */
function configuration(directory: string, port: number): string {
  const config = JSON.parse(readFileSync(configOf(directory), 'utf8')) as Configuration;
  const socket = (name: string) => `ipc://${path.join(directory, name)}`;
  Object.assign(config.httpd.service, {
    listen: `tcp://127.0.0.1:${port}`,
    interrupt: socket('interrupt'),
    loopback: socket('loopback'),
    drain_seconds: 1,
  });
  for (const part of ['loki', 'thor', 'odin', 'meili'] as const) config[part].service.proxy = socket(part);
  return JSON.stringify(config);
}

function configOf(directory: string): string {
  return path.join(directory, 'valhalla.json');
}

function program(name: string): string {
  return path.join(cachePath(NAME), 'valhalla/bin', name);
}
