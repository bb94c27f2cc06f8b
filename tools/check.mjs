// `npm run check`: everything about the code that a tool can tell without running it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const bin = (name) => path.join(root, 'node_modules/.bin', name);

const steps = [
  // ESLint's boundary rule reads the project graph from Nx's cache, and is skipped without it.
  ['project graph', bin('nx'), ['show', 'projects']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['types', bin('tsc'), ['-p', 'tsconfig.json']],
  ['types of the pages', bin('tsc'), ['-p', 'apps/web/tsconfig.json', '--noEmit']],
  ['lint and boundaries', bin('eslint'), ['--max-warnings', '0', '.']],
  ['unused code', bin('knip'), []],
  ['client package', process.execPath, ['tools/client-package.mjs', '--check']],
  ['generated docs are fresh', process.execPath, ['tools/docs.mjs', '--check']],
  ['links in documents', process.execPath, ['tools/links.mjs']],
  ['OpenAPI document', bin('redocly'), ['lint', '--max-problems', '20', 'docs/openapi.json']],
  ['API breaks no release', process.execPath, ['tools/check-api.mjs']],
];

for (const [name, command, args] of steps) {
  const started = Date.now();
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      NX_DAEMON: 'false',
      REDOCLY_TELEMETRY: 'off',
      REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    },
  });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) process.exit(1);
}
