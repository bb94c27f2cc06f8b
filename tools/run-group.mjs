import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Runs a Node program in a process group of its own and ends as it does. A signal is passed on, and whatever is
 * left of the group afterwards is killed: the program may have started others.
 * @param flags of Node
 */
export function runGroup(program, args, flags = []) {
  const preload = ['--import', path.join(root, 'tools/exit-on-signal.mjs')];
  const options = { cwd: root, stdio: 'inherit', detached: true };
  const child = spawn(process.execPath, [...preload, ...flags, program, ...args], options);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nobody is left.
    }
    process.exit(code ?? 1);
  });
}
