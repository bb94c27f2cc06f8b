/** Percentiles of durations in constant memory: each bucket is 2 % wider than the one before. */
export class Durations {
  private readonly buckets = new Uint32Array(1200);
  private count = 0;

  add(ms: number): void {
    const bucket = Math.ceil(Math.log(Math.max(SHORTEST, ms) / SHORTEST) / Math.log(GROWTH));
    const index = Math.min(this.buckets.length - 1, bucket);
    this.buckets[index] = (this.buckets[index] ?? 0) + 1;
    this.count += 1;
  }

  /** Milliseconds with two decimals; `null` before the first duration. */
  percentile(share: number): number | null {
    let left = this.count * share;
    for (const [index, count] of this.buckets.entries()) {
      left -= count;
      if (count > 0 && left <= 0) return Number((SHORTEST * GROWTH ** index).toFixed(2));
    }
    return null;
  }
}

const SHORTEST = 0.01;
const GROWTH = 1.02;

/** The last line that the simulator prints. */
export interface Summary {
  /** Records, each counted once. */
  readonly sent: number;
  readonly acknowledged: number;
  /** Records that were sent again. */
  readonly resent: number;
  /** Time from the first sending of a frame to its acknowledgement; of frames that were sent after the warm-up. */
  readonly ackMs: { readonly p50: number | null; readonly p99: number | null };
  readonly seconds: number;
}

export class Statistics {
  private sentRecords = 0;
  private resentRecords = 0;
  private acknowledgedRecords = 0;
  private readonly answers = new Durations();
  private readonly startedAt = performance.now();

  constructor(private readonly warmUpSeconds = 0) {}

  sent(records: number, again: boolean): void {
    if (again) this.resentRecords += records;
    else this.sentRecords += records;
  }

  acknowledged(records: number, ms: number): void {
    this.acknowledgedRecords += records;
    const sentAt = performance.now() - ms;
    if (sentAt - this.startedAt >= this.warmUpSeconds * 1000) this.answers.add(ms);
  }

  summary(): Summary {
    return {
      sent: this.sentRecords,
      acknowledged: this.acknowledgedRecords,
      resent: this.resentRecords,
      ackMs: { p50: this.answers.percentile(0.5), p99: this.answers.percentile(0.99) },
      seconds: Number(((performance.now() - this.startedAt) / 1000).toFixed(2)),
    };
  }
}
