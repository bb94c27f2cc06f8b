const SECOND_MS = 1_000;

/**
 * The server's time, whatever the clock of this device shows. Each answer's `Date` header, which has whole seconds,
 * bounds how far the two are apart; together the answers bound it much closer than a second.
 */
export class ServerClock {
  private low = -Infinity;
  private high = Infinity;

  /** Epoch ms. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** Takes the `Date` header of an answer to a request that was sent and answered at these times of this device. */
  hear(date: string | null, sentAt: number, answeredAt: number): void {
    const told = Date.parse(date ?? '');
    if (Number.isNaN(told)) return;
    const low = told - answeredAt;
    const high = told + SECOND_MS - sentAt;
    const agrees = low <= this.high && high >= this.low;
    // Otherwise one of the clocks was set.
    this.low = agrees ? Math.max(low, this.low) : low;
    this.high = agrees ? Math.min(high, this.high) : high;
  }

  private get offset(): number {
    return this.low === -Infinity ? 0 : (this.low + this.high) / 2;
  }
}
