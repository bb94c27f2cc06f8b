/** In ms; null: there was none. */
export interface Spread {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly longest: number | null;
}

/** Durations in ms, all kept: percentiles are exact. */
export class Latencies {
  private readonly values: number[] = [];

  add(ms: number): void {
    this.values.push(ms);
  }

  get count(): number {
    return this.values.length;
  }

  spread(): Spread {
    return { p50: this.percentile(0.5), p99: this.percentile(0.99), longest: this.percentile(1) };
  }

  percentile(share: number): number | null {
    const sorted = Float64Array.from(this.values).sort();
    const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return value === undefined ? null : Math.round(value * 10) / 10;
  }
}
