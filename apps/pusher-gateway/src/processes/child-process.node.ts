import { fork } from 'node:child_process';
import type { Environment, Problems } from '@yipii/platform';
import type { ProcessEnd, RunningProcess } from './running-process.ports';

const REPORT_MS = 1_000;

/** The program of this process once more, with its arguments, output and the given environment. */
export function forkSelf(env: Environment): RunningProcess {
  const [, program = '', ...args] = process.argv;
  const child = fork(program, args, { env: { ...env } });
  const end = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    // It could not even be started; an exit does not follow.
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  return {
    pid: child.pid ?? 0,
    end,
    signal: (signal) => void child.kill(signal),
    onReport: (run) => void child.on('message', (problems) => run(problems as Problems)),
  };
}

/** In a forked process: ends it, as a signal would, when the one that watches over it has died. */
export function endWithParent(): void {
  if (process.connected) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

/** In a forked process: tells the one that watches over it what it can't do now. */
export function reportToParent(problems: () => Problems): void {
  const report = (): void => {
    // Where the parent has just died there is nobody to tell.
    if (process.connected) process.send?.(problems(), () => undefined);
  };
  report();
  setInterval(report, REPORT_MS).unref();
}

/** Hears the signals that stop a process, each time that they come. */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
}
