/** Keeps callers from a server that is away. Times in ms of any one clock. */
export class Circuit {
  /** When the next try is due; null: it works. */
  private nextTryAt: number | null = null;

  constructor(private readonly pauseMs: number) {}

  /** Whether to ask it now. While it is away, one caller may each pause. */
  mayTry(now: number): boolean {
    if (this.nextTryAt === null) return true;
    if (now < this.nextTryAt) return false;
    this.nextTryAt = now + this.pauseMs;
    return true;
  }

  works(): void {
    this.nextTryAt = null;
  }

  fails(now: number): void {
    this.nextTryAt = now + this.pauseMs;
  }
}
