/** Runs something later. A port, so that delays can be tested without waiting. */
export abstract class Scheduler {
  abstract after(delayMs: number, run: () => void): void;
}

export class SystemScheduler extends Scheduler {
  after(delayMs: number, run: () => void): void {
    setTimeout(run, delayMs);
  }
}
