import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fillCache } from '@yipii/testing';
import { ROOT } from './app-process';
import type { Version } from './cluster';
import type { SeededFleet } from './seed-fleet';

const APPS = ['api', 'ingestion', 'enrichment', 'pusher-gateway'];
const OUTPUT: ExecFileSyncOptionsWithStringEncoding = {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
};

/** A release, built from its commit; once per machine, as it needs a minute. */
export async function releasedVersion(release: string): Promise<Version> {
  const file = path.join(ROOT, 'test-e2e/releases', release, 'COMMIT');
  const commit = readFileSync(file, 'utf8').trim();
  const root = await fillCache(`release-${release}-${commit.slice(0, 12)}`, (folder) => {
    const archive = execFileSync('git', ['archive', commit], { cwd: ROOT, maxBuffer: 1 << 28 });
    execFileSync('tar', ['x'], { cwd: folder, input: archive });
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    execFileSync('npm', ['ci', ...options], { ...OUTPUT, cwd: folder });
    execFileSync(process.execPath, ['tools/build.mjs', ...APPS], { ...OUTPUT, cwd: folder });
    return Promise.resolve();
  });
  return { root, prepare: (url, vehicles) => Promise.resolve(prepared(root, url, vehicles)) };
}

/** The code of the release itself does it: today's may write what its tables do not have. */
const PREPARE = `
  import { loadTypeScript } from './tools/services/load-typescript.mjs';
  const [, url, vehicles] = process.argv;
  const { migrate } = await loadTypeScript('libs/persistence/src/migrate.ts');
  const { seedFleet } = await loadTypeScript('test-e2e/support/seed-fleet.ts');
  await migrate(url);
  console.log(JSON.stringify(await seedFleet(url, Number(vehicles))));`;

function prepared(root: string, databaseUrl: string, vehicles: number): SeededFleet {
  const args = ['--input-type=module', '-e', PREPARE, databaseUrl, String(vehicles)];
  const output = execFileSync(process.execPath, args, { ...OUTPUT, cwd: root });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as SeededFleet;
}
