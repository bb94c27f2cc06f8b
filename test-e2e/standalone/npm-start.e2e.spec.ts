import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '@yipii/testing';
import { ROOT } from '../support/app-process';

/** What a command needs of the checkout beside its packages. */
const SOURCES = ['apps', 'libs', 'tools', 'package.json', 'package-lock.json', 'tsconfig.base.json'];
const START_TIMEOUT_MS = 90_000;

/** In a checkout of its own: the commands build the programs that the other suites run at the same time. */
describe("the README's commands in a fresh checkout", () => {
  const checkout = mkdtempSync(path.join(os.tmpdir(), 'yipii-checkout-'));
  const env = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: path.join(checkout, 'data') },
    ...{ API_PORT: '0', GATEWAY_PORT: '0', METRICS_PORT: '0', INGESTION_PORTS: 'teltonika:0' },
  };
  let start: ChildProcess | undefined;

  beforeAll(() => {
    // Its PostgreSQL does not run as root.
    chmodSync(checkout, 0o755);
    for (const name of SOURCES)
      cpSync(path.join(ROOT, name), path.join(checkout, name), { recursive: true, preserveTimestamps: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(checkout, 'node_modules'));
  });
  afterAll(() => {
    start?.kill('SIGKILL');
    rmSync(checkout, { recursive: true, force: true });
  });

  it('npm run admin builds no more than its program', () => {
    const { status, stdout } = spawnSync('npm', ['run', '-s', 'admin', '--', '--help'], {
      ...{ cwd: checkout, env, encoding: 'utf8' },
    });
    expect([status, stdout]).toEqual([0, expect.stringContaining('account create')]);
    expect(existsSync(path.join(checkout, 'dist/web'))).toBe(false);
    expect(readdirSync(path.join(checkout, 'dist/apps/standalone'))).toEqual([
      ...['admin.main.js', 'admin.main.js.map'],
    ]);
  });

  it('npm start shows where to look, serves its pages, and ends by a signal', async () => {
    const printed: string[] = [];
    const npm = spawn('npm', ['start'], { cwd: checkout, env, stdio: ['ignore', 'pipe', 'pipe'] });
    start = npm;
    const exited = once(npm, 'exit');
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (data) => printed.push(String(data)));
    const shown = (pattern: RegExp) => {
      const found = pattern.exec(printed.join(''))?.[1];
      if (found === undefined)
        throw new Error(`${pattern.source} is not in ${printed.join('').slice(-2_000)}`);
      return found;
    };
    const demo = await eventually(() => shown(/Live demo\s+(\S+)/), { timeoutMs: START_TIMEOUT_MS });
    const link = shown(/Public link\s+(\S+)/);
    for (const page of [demo, link]) {
      const answer = await fetch(page);
      expect([page, answer.status, answer.headers.get('content-type')]).toEqual([
        ...[page, 200, 'text/html; charset=utf-8'],
      ]);
    }
    npm.kill('SIGTERM');
    await exited;
    await eventually(() => expect(fetch(demo)).rejects.toThrow());
  });
});
