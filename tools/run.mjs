// The one entry of every npm script: installs the dependencies when they are missing or older than
// the lock file, then runs the command. Uses nothing but Node itself.
// What runs until it is stopped is started with `exec`: the shell between npm and us would not pass signals on.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

// Before anything that an older one lacks.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Yipii Live needs Node 20.19 or newer; this is ${process.versions.node}`);
  process.exit(1);
}

const root = path.resolve(import.meta.dirname, '..');
const [, , command, ...args] = process.argv;

/** What each command runs, after the apps or programs that it needs were bundled. */
const commands = {
  start: { build: ['standalone'], run: [...nodeFlags(), 'dist/apps/standalone/main.js'] },
  gateway: { build: ['pusher-gateway/alone'], run: ['dist/apps/pusher-gateway/alone.main.js'] },
  simulator: { build: ['simulator'], run: ['dist/apps/simulator/main.js'] },
  admin: { build: ['standalone/admin'], run: ['dist/apps/standalone/admin.main.js'] },
  build: { run: ['tools/build.mjs'] },
  test: { run: ['tools/test.mjs', 'default'] },
  'test:cluster': { run: ['tools/test.mjs', 'cluster'] },
  'test:clients': { run: ['tools/test.mjs', 'clients'] },
  'test:web': { run: ['tools/test.mjs', 'web'] },
  'test:helm': { run: ['tools/test.mjs', 'helm'] },
  check: { run: ['tools/check.mjs'] },
  docs: { run: ['tools/docs.mjs'] },
  services: { run: ['tools/services.mjs'] },
  bench: { run: ['tools/bench.mjs'] },
  fuzz: { run: ['tools/fuzz.mjs'] },
  conformance: { run: ['tools/conformance.mjs'] },
  decode: { run: ['tools/decode.mjs'] },
};

if (!Object.hasOwn(commands, command ?? '')) {
  console.error(`usage: node tools/run.mjs ${Object.keys(commands).join('|')} [ARGUMENTS]`);
  process.exit(2);
}
install();
const { build, run } = commands[command];
if (build) await (await import('./build.mjs')).build(build);

// The child gets the signals itself: the terminal sends Ctrl-C to the whole group, other senders only to us.
const child = spawn(process.execPath, [...run, ...args], { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (!process.stdin.isTTY || signal === 'SIGTERM') child.kill(signal);
  });
}
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

/**
 * Of Node; images and benchmarks run with the same. Positions live for some 100 ms: with more room for what is young
 * they need not be copied meanwhile. And where V8 finds some of a kind alive twice, it would from then on put all of
 * that kind, e.g. each point of a track, where only a collection of all garbage clears them away. Such a collection
 * holds up everything for a moment: it waits until three times as much is there as it left the last time.
 */
function nodeFlags() {
  return JSON.parse(readFileSync(path.join(root, 'tools/node-flags.json'), 'utf8'));
}

function install() {
  const installed = path.join(root, 'node_modules/.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error('Installing dependencies (npm ci), once…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--include=dev', '--no-audit', '--no-fund', '--progress=true'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
