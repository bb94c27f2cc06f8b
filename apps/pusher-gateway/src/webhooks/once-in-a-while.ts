/** Lets each key through once in a while. Over `maxKeys` the oldest are forgotten before their time. */
export class OnceInAWhile {
  private readonly until = new Map<string, number>();

  constructor(
    private readonly everyMs: number,
    private readonly maxKeys: number,
  ) {}

  /** Whether the key's turn has come; if so, it is over. `now` must not go back. */
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
