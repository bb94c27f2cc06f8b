import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const root = path.resolve(__dirname, '../../..');

/** A Node process of its own, for what a test can't do to itself: be killed, frozen or told to stop. */
export interface TypeScriptProcess {
  /** What it has printed, line by line. */
  readonly lines: readonly string[];
  /** The same of its stderr; empty unless it was asked to keep them. */
  readonly errors: readonly string[];
  /** Exit code; null where a signal ended it. */
  readonly exit: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
}

/**
 * Bundles the file and runs it with `argument`, as JSON, behind it.
 * @param options.keepErrors for a test that expects them; else they show on the screen
 */
export function runTypeScript(
  file: string,
  argument: object,
  { keepErrors = false }: { readonly keepErrors?: boolean } = {},
): TypeScriptProcess {
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
    stdio: ['ignore', 'pipe', keepErrors ? 'pipe' : 'inherit'],
  });
  return {
    lines: linesOf(child.stdout),
    errors: linesOf(child.stderr),
    exit: exitOf(child),
    signal: (signal) => void child.kill(signal),
  };
}

function linesOf(input: Readable | null): string[] {
  const lines: string[] = [];
  if (input) createInterface({ input }).on('line', (line) => lines.push(line));
  return lines;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}
