/** Maximum number of clients counted individually per second; all others share one budget. */
const MAX_CLIENTS = 16_384;

/** Limits the bytes that each client may send per second. */
export class ByteBudgets {
  private readonly spent = new Map<string, number>();

  constructor(private readonly maxPerSecond: number) {}

  /** Returns false if the client has spent more than its budget. */
  spend(client: string, bytes: number): boolean {
    const key = this.spent.has(client) || this.spent.size < MAX_CLIENTS ? client : '';
    const spent = (this.spent.get(key) ?? 0) + bytes;
    this.spent.set(key, spent);
    return spent <= this.maxPerSecond;
  }

  /** To be called every second. */
  refill(): void {
    this.spent.clear();
  }
}
