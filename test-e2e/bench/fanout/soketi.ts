import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually, freePort } from '@yipii/testing';
import { BENCH_APP } from './frames';

/** Kept between runs; the program itself stays out of this project. */
const FOLDER = path.join(os.tmpdir(), 'yipii-bench-soketi');
const MANIFEST = {
  private: true,
  dependencies: { '@soketi/soketi': '1.6.1' },
  // Its own comes from GitHub, and not for this version of Node.
  overrides: { 'uWebSockets.js': 'npm:@trufflesuite/uws-js-unofficial@20.30.0-unofficial.0' },
};

/** soketi from npm, in a process of its own. */
export async function startSoketi(): Promise<{ pid: number; port: number; stop: () => Promise<unknown> }> {
  install();
  const port = await freePort();
  const child = spawn(process.execPath, ['node_modules/@soketi/soketi/bin/server.js', 'start'], {
    cwd: FOLDER,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      ...{ SOKETI_PORT: String(port), SOKETI_METRICS_ENABLED: '1' },
      SOKETI_METRICS_SERVER_PORT: String(await freePort()),
      ...{ SOKETI_DEFAULT_APP_ID: BENCH_APP.id, SOKETI_DEFAULT_APP_KEY: BENCH_APP.key },
      SOKETI_DEFAULT_APP_SECRET: BENCH_APP.secret,
    },
  });
  const ended = once(child, 'exit');
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`soketi has ended with ${child.exitCode}`);
    await fetch(`http://127.0.0.1:${port}/`);
  });
  const stop = (): Promise<unknown> => {
    child.kill('SIGKILL');
    return ended;
  };
  process.once('exit', () => child.kill('SIGKILL'));
  return { pid: child.pid ?? 0, port, stop };
}

function install(): void {
  if (existsSync(path.join(FOLDER, 'node_modules/.package-lock.json'))) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, 'package.json'), JSON.stringify(MANIFEST));
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: FOLDER,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('soketi could not be installed from npm');
}
