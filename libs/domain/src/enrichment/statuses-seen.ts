import { motionStatus, type MotionState } from '../motion/motion';
import type { Draft } from './draft';

type Seen = Pick<MotionState, 'at' | 'moving' | 'ignition'>;

/**
 * The status at each of some records that are evaluated in the order of their fix times. Unlike the stream it knows
 * what came after a record: an arrival or departure that shows only later counts from its true time on.
 */
export class StatusesSeen {
  private readonly seen: Seen[] = [];
  private byTime: ReadonlyMap<number, Seen> | null = null;

  see({ record, state, way }: Draft): void {
    const { moving, ignition } = state.motion;
    this.seen.push({ at: record.fixTime, moving, ignition });
    if (way && way.arrivedAt !== null) this.correct(way.arrivedAt, false);
    // At its departure it still stood.
    if (way && way.leftAt !== null) this.correct(way.leftAt + 1, true);
  }

  /** Returns the status at a record with that fix time; null if there is none. */
  at(fixTime: number): ReturnType<typeof motionStatus> | null {
    this.byTime ??= new Map(this.seen.map((seen) => [seen.at, seen]));
    const seen = this.byTime.get(fixTime);
    return seen ? motionStatus(seen) : null;
  }

  private correct(since: number, moving: boolean): void {
    for (let i = this.seen.length - 1; i >= 0; i -= 1) {
      const seen = this.seen[i];
      if (!seen || seen.at < since) return;
      this.seen[i] = { ...seen, moving };
    }
  }
}
