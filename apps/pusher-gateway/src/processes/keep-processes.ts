import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, StartRefused, backOffMs } from '@yipii/platform';
import type { ProcessStates } from './process-states';
import type { ProcessEnd, RunningProcess, StartProcess } from './running-process.ports';

export interface KeepingTimes {
  /** Pause before the first restart; doubled each time. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** A process that has run for this long is up. */
  readonly steadyMs: number;
  /** Time after a stop signal before the remaining processes are killed. */
  readonly graceMs: number;
}

/** Runs a number of processes and replaces each that dies, until it is stopped. */
export class KeepProcesses {
  private readonly log = new Logger('processes');
  private readonly running = new Set<RunningProcess>();
  private readonly stopping = new AbortController();
  private isSteady = false;
  private refusal: StartRefused | null = null;

  constructor(
    private readonly start: StartProcess,
    private readonly times: KeepingTimes,
    private readonly states: ProcessStates,
  ) {}

  /**
   * Resolves when all have ended after a stop, with whether all of them exited with 0.
   * @throws StartRefused if one exited with an error before any was up: it has logged why, and another
   * would fail as well
   */
  async run(count: number): Promise<boolean> {
    const ends = await Promise.all(Array.from({ length: count }, (_, index) => this.keep(index)));
    if (this.refusal) throw this.refusal;
    return ends.every((isClean) => isClean);
  }

  /** Passes the signal on; processes that do not end in time are killed. */
  stop(signal: NodeJS.Signals): void {
    for (const running of this.running) running.signal(signal);
    if (this.isStopping()) return;
    this.stopping.abort();
    setTimeout(() => {
      for (const running of this.running) running.signal('SIGKILL');
    }, this.times.graceMs).unref();
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Returns whether the last of the processes ended cleanly. */
  private async keep(index: number): Promise<boolean> {
    for (let failures = 1; ; failures++) {
      const startedAt = performance.now();
      const end = await this.runOnce(index);
      if (this.isStopping()) return isClean(end);
      const wasUp = performance.now() - startedAt >= this.times.steadyMs;
      if (!this.isSteady && !wasUp && end.code !== null && end.code !== 0) return this.giveUp(index);
      if (wasUp) [this.isSteady, failures] = [true, 1];
      this.states.ended(index, failures);
      await this.pause(index, end, failures);
      if (this.isStopping()) return true;
    }
  }

  private async runOnce(index: number): Promise<ProcessEnd> {
    const process = this.start(index);
    this.running.add(process);
    this.log.log({ msg: 'process started', index, pid: process.pid });
    this.states.started(index);
    process.onReport((problems) => this.states.heard(index, problems));
    const steady = setTimeout(() => this.isUp(index), this.times.steadyMs).unref();
    const end = await process.end;
    clearTimeout(steady);
    this.running.delete(process);
    return end;
  }

  private isUp(index: number): void {
    this.isSteady = true;
    this.states.isUp(index);
  }

  private giveUp(index: number): boolean {
    this.refusal = new StartRefused(`process ${index} could not start, see its message above`);
    this.stop('SIGTERM');
    return false;
  }

  /** Ends early at a stop. */
  private async pause(index: number, { code, signal }: ProcessEnd, failures: number): Promise<void> {
    const { firstPauseMs: firstMs, maxPauseMs: maxMs } = this.times;
    const pauseMs = Math.round(backOffMs(failures, { firstMs, maxMs }));
    this.log.error({ msg: 'process ended, restarting it', index, code, signal, pauseMs });
    await sleep(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** A process that was just starting ends by the signal itself. */
function isClean({ code, signal }: ProcessEnd): boolean {
  return code === 0 || signal === 'SIGTERM' || signal === 'SIGINT';
}
