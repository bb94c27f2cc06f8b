import { Clock } from '@yipii/platform';

/** A clock that stands until it is moved; what is due by then runs, in order of its time. */
export class FakeClock extends Clock {
  private due: { at: number; run: () => void }[] = [];

  constructor(private time = Date.UTC(2026, 0, 1)) {
    super();
  }

  now(): number {
    return this.time;
  }

  after(delayMs: number, run: () => void): void {
    this.due.push({ at: this.time + delayMs, run });
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.due.splice(this.due.indexOf(next), 1);
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = end;
  }
}
