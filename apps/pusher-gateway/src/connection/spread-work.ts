/** Work per turn of the event loop. Between two turns others are served. */
const BUDGET_MS = 5;

/**
 * Runs pieces of work in order, at once as long as they are few: what exceeds the budget of a turn of the event loop
 * waits for the next turns. So thousands of sockets that vanish together do not hold up everybody else.
 */
export class SpreadWork {
  private waiting: (() => void)[] = [];
  private spentMs = 0;
  private turnIsAwaited = false;

  /** @param failed hears of a piece of work that has thrown; the others go on */
  constructor(
    private readonly failed: (error: unknown) => void,
    private readonly now: () => number = () => performance.now(),
    private readonly nextTurn: (run: () => void) => void = setImmediate,
  ) {}

  add(work: () => void): void {
    if (this.waiting.length > 0 || this.spentMs >= BUDGET_MS) this.waiting.push(work);
    else this.run(work);
    this.awaitTurn();
  }

  private run(work: () => void): void {
    const begunAt = this.now();
    try {
      work();
    } catch (error) {
      this.failed(error);
    }
    this.spentMs += this.now() - begunAt;
  }

  private awaitTurn(): void {
    if (this.turnIsAwaited) return;
    this.turnIsAwaited = true;
    this.nextTurn(() => {
      this.turnIsAwaited = false;
      this.spentMs = 0;
      this.workOff();
    });
  }

  private workOff(): void {
    let done = 0;
    while (this.spentMs < BUDGET_MS) {
      const next = this.waiting[done];
      if (!next) break;
      this.run(next);
      done += 1;
    }
    this.waiting = this.waiting.slice(done);
    if (this.waiting.length > 0) this.awaitTurn();
  }
}
