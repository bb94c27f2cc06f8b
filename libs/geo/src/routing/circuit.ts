/** Circuit breaker: keeps callers from a server that is down. Times in ms of any one clock. */
export class Circuit {
  /** When the next attempt is due; null while the server works. */
  private nextTryAt: number | null = null;

  constructor(private readonly pauseMs: number) {}

  /** Whether to call the server now. While it is down, one caller per pause may. */
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
