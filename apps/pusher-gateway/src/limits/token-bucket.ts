export interface Rate {
  readonly perSecond: number;
  /** The number that may come at once after a pause. */
  readonly burst: number;
}

/** Lets `perSecond` through on average and `burst` at once. Full at first. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  /** @param now epoch ms; a clock that is set back adds nothing and takes nothing */
  constructor(
    private readonly now: () => number,
    private readonly rate: Rate,
  ) {
    this.tokens = rate.burst;
    this.filledAt = now();
  }

  /** Takes a token; returns whether there was one. */
  take(): boolean {
    this.fill();
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  private fill(): void {
    const now = this.now();
    const passedMs = now - this.filledAt;
    this.filledAt = now;
    if (passedMs <= 0) return;
    this.tokens = Math.min(this.rate.burst, this.tokens + (passedMs * this.rate.perSecond) / 1_000);
  }
}
