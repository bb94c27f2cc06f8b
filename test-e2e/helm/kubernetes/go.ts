import { execFileSync } from 'node:child_process';

/**
 * Runs Go in a folder and returns what it prints.
 * @throws Error with one line if Go is missing
 */
export function go(args: readonly string[], cwd: string, env = process.env): string {
  try {
    return execFileSync('go', args, {
      ...{ cwd, env, encoding: 'utf8' },
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const needed = 'test:helm needs Go 1.24 or newer on the PATH: it builds a Kubernetes API server';
    throw new Error(needed, { cause: error });
  }
}

/** Downloads a module (`path@version`) and returns its folder; `cwd` may be any. */
export function goModule(module: string, cwd: string): string {
  return (JSON.parse(go(['mod', 'download', '-json', module], cwd)) as { readonly Dir: string }).Dir;
}
