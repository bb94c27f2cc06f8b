// `npm run check`: everything about the code that a tool can tell without running it.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const bin = (name) => path.join(root, 'node_modules/.bin', name);

// ESLint's boundary rule reads the project graph from Nx's cache, and is skipped without it.
const first = ['project graph', bin('nx'), ['show', 'projects']];
// Independent of each other. The longest comes first, so that the others fit beside it.
const steps = [
  ['lint and boundaries', bin('eslint'), ['--max-warnings', '0', '.']],
  ['types', bin('tsc'), ['-p', 'tsconfig.json']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['types of the pages', bin('tsc'), ['-p', 'apps/web/tsconfig.json', '--noEmit']],
  ['unused code', bin('knip'), []],
  ['client package', process.execPath, ['tools/client-package.mjs', '--check']],
  ['generated docs are fresh', process.execPath, ['tools/docs.mjs', '--check']],
  ['links in documents', process.execPath, ['tools/links.mjs']],
  ['OpenAPI document', bin('redocly'), ['lint', '--max-problems', '20', 'docs/openapi.json']],
  ['API breaks no release', process.execPath, ['tools/check-api.mjs']],
];
const LANES = Math.min(2, os.availableParallelism());

/** Prints a line when a step is over, below what it has to say if it failed. Returns whether it succeeded. */
function run([name, command, args]) {
  const started = Date.now();
  const env = {
    ...process.env,
    NX_DAEMON: 'false',
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  };
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (status) => {
      if (status !== 0) process.stdout.write(Buffer.concat(output));
      console.log(
        `${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
      );
      resolve(status === 0);
    });
  });
}

/** What is under way when a step fails is still told; nothing else is begun. */
async function lane() {
  while (process.exitCode !== 1 && steps.length > 0) if (!(await run(steps.shift()))) process.exitCode = 1;
}

if (await run(first)) await Promise.all(Array.from({ length: LANES }, lane));
else process.exitCode = 1;
