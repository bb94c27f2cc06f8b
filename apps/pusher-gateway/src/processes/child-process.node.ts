import { fork } from 'node:child_process';
import type { Environment, Problems } from '@yipii/platform';
import type { ProcessEnd, RunningProcess } from './running-process.ports';

const REPORT_MS = 1_000;

/** Starts the program of this process again, with its arguments, its output and the given environment. */
export function forkSelf(env: Environment): RunningProcess {
  const [, program = '', ...args] = process.argv;
  const child = fork(program, args, { env: { ...env } });
  const end = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    // It could not be started; no exit follows.
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  return {
    pid: child.pid ?? 0,
    end,
    signal: (signal) => void child.kill(signal),
    onReport: (run) => void child.on('message', (problems) => run(problems as Problems)),
  };
}

/** Called in a child process: stops it, as a signal would, when its parent has died. */
export function endWithParent(): void {
  if (process.connected) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

/** Called in a child process: reports its problems to its parent. */
export function reportToParent(problems: () => Problems): void {
  const report = (): void => {
    // The parent may just have died.
    if (process.connected) process.send?.(problems(), () => undefined);
  };
  report();
  setInterval(report, REPORT_MS).unref();
}

/** Listens for the signals that stop a process, every time. */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
}
