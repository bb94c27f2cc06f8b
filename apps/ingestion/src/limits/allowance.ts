/** Allows `burst` things at once and `perSecond` on average. */
export class Allowance {
  private left: number;
  private refilledAt = 0;

  constructor(
    private readonly burst: number,
    private readonly perSecond: number,
  ) {
    this.left = burst;
  }

  /** @param now epoch ms */
  has(now: number): boolean {
    const earned = (Math.max(now - this.refilledAt, 0) / 1000) * this.perSecond;
    this.left = Math.min(this.left + earned, this.burst);
    this.refilledAt = now;
    return this.left >= 1;
  }

  /** May go below zero, because it already happened. */
  spend(count = 1): void {
    this.left -= count;
  }

  /** Refunds something that turned out to be harmless. */
  refund(): void {
    this.left = Math.min(this.left + 1, this.burst);
  }

  /** Spends one if there is one left. */
  take(now: number): boolean {
    const has = this.has(now);
    if (has) this.spend();
    return has;
  }
}
