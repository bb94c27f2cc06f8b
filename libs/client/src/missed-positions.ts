import type { LocationUpdate } from './wire';

const SLOW_DOWN_MS = 5_000;

export interface MissedHooks {
  /** The streamed positions of an asset after this `seq`, oldest first. */
  read(assetId: number, afterSeq: number): Promise<readonly LocationUpdate[]>;
  found(assetId: number, positions: readonly LocationUpdate[]): void;
}

/**
 * Finds what was streamed while the socket was away: the first position of each asset after a reconnect tells by its
 * `seq` how many there were. Jumps of a live stream are none: there newer positions have replaced older ones.
 */
export class MissedPositions {
  private readonly last = new Map<number, number>();
  /** Seen before the socket was lost, and not since. */
  private away = new Set<number>();
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly hooks: MissedHooks) {}

  lost(): void {
    this.away = new Set(this.last.keys());
  }

  saw({ assetId, seq }: LocationUpdate): void {
    const last = this.last.get(assetId);
    if (this.away.delete(assetId) && last !== undefined && seq > last + 1) this.fill(assetId, last, seq);
    this.last.set(assetId, seq);
  }

  /** One request at a time: a large fleet comes back all at once. */
  private fill(assetId: number, afterSeq: number, beforeSeq: number): void {
    this.queue = this.queue.then(async () => {
      try {
        const positions = await this.hooks.read(assetId, afterSeq);
        const missed = positions.filter(({ seq }) => seq > afterSeq && seq < beforeSeq);
        if (missed.length > 0) this.hooks.found(assetId, missed);
      } catch {
        // History keeps them; whoever needs every position reads them there.
        await new Promise((resolve) => setTimeout(resolve, SLOW_DOWN_MS));
      }
    });
  }
}
