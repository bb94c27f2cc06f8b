/** Lets each key through once per interval. Beyond `maxKeys` the oldest keys are forgotten early. */
export class OnceInAWhile {
  private readonly until = new Map<string, number>();

  constructor(
    private readonly everyMs: number,
    private readonly maxKeys: number,
  ) {}

  /** Returns whether the key may pass now, and starts its next interval if so. `now` must not decrease. */
  take(key: string, now: number): boolean {
    if ((this.until.get(key) ?? 0) > now) return false;
    for (const [oldest, end] of this.until) {
      if (end > now && this.until.size < this.maxKeys) break;
      this.until.delete(oldest);
    }
    this.until.set(key, now + this.everyMs);
    return true;
  }
}
