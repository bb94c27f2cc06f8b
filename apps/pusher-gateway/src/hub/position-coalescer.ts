import type { LastPosition } from '@yipii/live';
import { dropOlder, keepNewest, takeFrame, type WaitingPositions } from './location-frames';

/** At most ten location frames a second on a channel (docs/streams.md, Rules). */
const FRAME_INTERVAL_MS = 100;

/** What the coalescer needs from its channel. */
export interface CoalescedChannel {
  now(): number;
  after(delayMs: number, run: () => void): void;
  readonly hasReaders: boolean;
  publish(positions: readonly LastPosition[]): void;
}

/**
 * Coalesces the positions of a channel so that subscribers get the newest of each asset in few frames: the
 * first immediately, what arrives meanwhile 100 ms later. Each position is published once, per asset only
 * forward.
 */
export class PositionCoalescer {
  /** The newest `seq` of each asset that was published or waits. */
  private readonly newest = new Map<number, number>();
  private readonly waiting: WaitingPositions = new Map();
  private nextFrameAt = 0;
  private timerIsSet = false;

  constructor(private readonly channel: CoalescedChannel) {}

  /**
   * Takes positions from any source: only what is new on this channel goes on. Later subscribers find them
   * in the snapshot.
   */
  offer(positions: readonly LastPosition[]): void {
    if (!this.channel.hasReaders) return;
    for (const position of positions) if (this.isNews(position)) keepNewest(this.waiting, position);
    this.flush();
  }

  /** Takes the positions of a snapshot: what is new to the other subscribers is published to them. */
  learn(positions: readonly LastPosition[], thereAreOthers: boolean): void {
    for (const position of positions) {
      if (this.isNews(position) && thereAreOthers) keepNewest(this.waiting, position);
    }
    if (this.waiting.size > 0) this.flushLater(Math.max(0, this.nextFrameAt - this.channel.now()));
  }

  /** Publishes nothing of the asset that is older, also of what waits. */
  startFrom(assetId: number, firstSeq: number): void {
    dropOlder(this.waiting, assetId, firstSeq);
    this.newest.set(assetId, Math.max(this.newest.get(assetId) ?? -1, firstSeq - 1));
  }

  /** Positions that are not published yet. */
  pending(): Iterable<LastPosition> {
    return this.waiting.values();
  }

  get hasWaiting(): boolean {
    return this.waiting.size > 0;
  }

  private isNews({ assetId, seq }: LastPosition): boolean {
    if (seq <= (this.newest.get(assetId) ?? -1)) return false;
    this.newest.set(assetId, seq);
    return true;
  }

  private flush(): void {
    if (this.waiting.size === 0 || !this.channel.hasReaders) return;
    const now = this.channel.now();
    if (now >= this.nextFrameAt) {
      this.nextFrameAt = now + FRAME_INTERVAL_MS;
      this.channel.publish(takeFrame(this.waiting));
    }
    if (this.waiting.size > 0) this.flushLater(this.nextFrameAt - now);
  }

  private flushLater(delayMs: number): void {
    if (this.timerIsSet) return;
    this.timerIsSet = true;
    this.channel.after(delayMs, () => {
      this.timerIsSet = false;
      this.flush();
    });
  }
}
