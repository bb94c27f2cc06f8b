import type { PublicPosition } from '@yipii/client';

/** How old a position is, seen from how often this vehicle reports. */
export type Freshness = 'live' | 'delayed' | 'silent';

const SECOND_MS = 1_000;
/** How often vehicles report at least; the server counts in the same way. */
const MOVING_MS = 30 * SECOND_MS;
const STANDING_MS = 600 * SECOND_MS;
const SILENT_MS = 900 * SECOND_MS;
const KEPT = 5;

/** How often a vehicle reports, learnt from its positions. */
export class Cadence {
  private readonly intervals: number[] = [];
  private last: PublicPosition | null = null;

  heard(position: PublicPosition): void {
    const since = this.last && Date.parse(position.timestamp) - Date.parse(this.last.timestamp);
    // An interval says something only while the vehicle goes on doing the same.
    if (since !== null && since > 0 && this.last?.moving === position.moving) this.intervals.push(since);
    else if (since !== 0) this.intervals.length = 0;
    if (this.intervals.length > KEPT) this.intervals.shift();
    this.last = position;
  }

  /** Another vehicle. */
  reset(): void {
    this.intervals.length = 0;
    this.last = null;
  }

  /** Between its last two positions, ms; 0: not known. */
  get latest(): number {
    return this.intervals[this.intervals.length - 1] ?? 0;
  }

  /** ms */
  get usual(): number {
    const sorted = [...this.intervals].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return Math.max(median, this.last?.moving ? MOVING_MS : STANDING_MS);
  }

  /** Never `live` beyond twice the usual interval. @param age ms */
  freshness(age: number): Freshness {
    if (age <= 2 * this.usual) return 'live';
    return age <= Math.max(SILENT_MS, 4 * this.usual) ? 'delayed' : 'silent';
  }
}
