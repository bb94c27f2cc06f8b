import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(__dirname, '../../..');

/** A Node process of its own, for what a test can't do to itself: be killed, frozen or told to stop. */
export interface TypeScriptProcess {
  /** What it has printed, line by line. */
  readonly lines: readonly string[];
  /** Exit code; null where a signal ended it. */
  readonly exit: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
}

/** Bundles the file and runs it with `argument`, as JSON, behind it. */
export function runTypeScript(file: string, argument: object): TypeScriptProcess {
  const name = createHash('sha256').update(file).digest('hex').slice(0, 12);
  const bundle = path.join(root, 'node_modules/.cache/yipii-tests', `${name}.js`);
  // Another process may be reading the one before, which is replaced as a whole.
  const written = `${bundle}.${process.pid}`;
  const options = ['--bundle', '--platform=node', '--packages=external', `--outfile=${written}`];
  execFileSync(path.join(root, 'node_modules/.bin/esbuild'), [file, ...options, '--log-level=warning'], {
    cwd: root,
  });
  renameSync(written, bundle);
  const child = spawn(process.execPath, [bundle, JSON.stringify(argument)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return { lines, exit: exitOf(child), signal: (signal) => void child.kill(signal) };
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}
