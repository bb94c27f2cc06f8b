// `node tools/check-api.mjs`: does the API break what a release has promised? By oasdiff, a stock tool, in CI where Go is;
// `npm test` has rules of our own (test-e2e/releases), so elsewhere nothing is missed but a second opinion.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const OASDIFF = 'github.com/oasdiff/oasdiff@v1.37.0';
const root = path.resolve(import.meta.dirname, '..');
const releases = path.join(root, 'test-e2e/releases');

if (!process.env.CI || spawnSync('go', ['version']).status !== 0) {
  console.log('not compared by oasdiff: this needs CI=true and Go');
  process.exit(0);
}
const described = readdirSync(releases).filter((name) =>
  existsSync(path.join(releases, name, 'openapi.json')),
);
for (const release of described) {
  const accepted = path.join(releases, release, 'oasdiff-accepted.txt');
  const { status } = spawnSync(
    'go',
    [
      ...['run', OASDIFF, 'breaking', '--fail-on', 'ERR'],
      ...['--severity-levels', path.join(releases, 'oasdiff-levels.txt')],
      ...(existsSync(accepted) ? ['--err-ignore', accepted] : []),
      ...[path.join(releases, release, 'openapi.json'), path.join(root, 'docs/openapi.json')],
    ],
    { cwd: root, stdio: 'inherit' },
  );
  if (status !== 0) process.exit(1);
}
