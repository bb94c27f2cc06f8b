const INTERVAL_MS = 10_000;
/** Causes are constants in the code; this only guards against mistakes. */
const MAX_CAUSES = 1_000;

/** Prevents one cause from filling the log: each is logged once per interval, with the number of omitted lines. */
export class RepeatedCauses {
  private readonly causes = new Map<string, { loggedAt: number; leftOut: number }>();

  /**
   * Returns null if the cause was logged recently, otherwise how often it was omitted since.
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
