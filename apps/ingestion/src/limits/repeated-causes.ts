const INTERVAL_MS = 10_000;
/** Causes are constants of the code; this only guards against a mistake. */
const MAX_CAUSES = 1_000;

/** Keeps one cause from filling the log: each is logged once per interval, with the number of those left out. */
export class RepeatedCauses {
  private readonly causes = new Map<string, { loggedAt: number; leftOut: number }>();

  /**
   * Returns null while the cause was logged a moment ago, else how often it was left out since.
   *
   * @param now epoch ms
   */
  due(cause: string, now: number): { readonly leftOut?: number } | null {
    const known = this.causes.get(cause);
    if (known && now - known.loggedAt < INTERVAL_MS) {
      known.leftOut += 1;
      return null;
    }
    if (!known && this.causes.size === MAX_CAUSES) this.causes.clear();
    this.causes.set(cause, { loggedAt: now, leftOut: 0 });
    return known && known.leftOut > 0 ? { leftOut: known.leftOut } : {};
  }
}
