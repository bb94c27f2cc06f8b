/** A time in which a vehicle was too fast. Times are epoch ms. */
export interface Speeding {
  readonly from: number;
  /** When it was too fast last. */
  readonly to: number;
  /** km/h. */
  readonly peak: number;
}

/** What is too fast, and how slow a vehicle must become until the next time is another one; km/h. */
export interface SpeedWatch {
  readonly limit: number;
  readonly overBelow: number;
}

/** Records when a vehicle is too fast. */
export class SpeedingKeeper {
  private readonly past: Speeding[] = [];
  private now: Speeding | null = null;

  constructor(private readonly watch: SpeedWatch) {}

  /** @param speed km/h */
  observe(at: number, speed: number): void {
    if (speed > this.watch.limit) {
      const { from, peak } = this.now ?? { from: at, peak: 0 };
      this.now = { from, to: at, peak: Math.max(peak, speed) };
    } else if (this.now && speed <= this.watch.overBelow) {
      this.past.push(this.now);
      this.now = null;
    }
  }

  all(): Speeding[] {
    return this.now ? [...this.past, this.now] : [...this.past];
  }
}
