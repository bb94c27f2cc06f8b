import type { LastPosition } from '@yipii/live';
import type { ClientSocket } from '../sockets/socket-server.ports';
import { dropOlder, keepNewest, takeFrame, type WaitingPositions } from './location-frames';
import { LOW_WATER_BYTES } from './subscriber';

const RETRY_MS = 1_000;

export type SnapshotSource = () => AsyncIterable<readonly LastPosition[]>;

/** What a feed needs from its channel. */
export interface FeedChannel {
  /** Sends the positions to the feed's socket alone. */
  send(positions: readonly LastPosition[]): void;
  /** Tells the channel which positions the snapshot contains. */
  learn(positions: readonly LastPosition[]): void;
  /** Called when everything available was sent. The channel may now take the socket over, or call `add` again. */
  caughtUp(): void;
  /** The snapshot could not be read. */
  failed(error: unknown): void;
  after(delayMs: number, run: () => void): void;
}

/**
 * Brings one socket up to date on one channel: sends the last known positions chunk by chunk, as fast as
 * the client reads them, and in between the newest live position of each asset. It sends nothing that is
 * not newer than what this socket has of the asset. Without a snapshot it serves a reader that fell behind,
 * which has everything that was sent before.
 */
export class Feed {
  private readonly snapshot: WaitingPositions = new Map();
  private readonly live: WaitingPositions = new Map();
  private readonly sent = new Map<number, number>();
  private chunks: AsyncIterator<readonly LastPosition[]> | null = null;
  private state: 'idle' | 'reading' | 'read' | 'stopped';
  private lastWasSnapshot = false;

  constructor(
    private readonly socket: ClientSocket,
    private readonly source: SnapshotSource | null,
    private readonly channel: FeedChannel,
  ) {
    this.state = source ? 'idle' : 'read';
  }

  /** Returns whether its reader was up to date before. */
  get isForSlow(): boolean {
    return this.source === null;
  }

  /** Adds positions that the other subscribers get now. */
  add(positions: readonly LastPosition[]): void {
    for (const position of positions) {
      if (!this.isNews(position)) continue;
      keepNewest(this.snapshot.has(position.assetId) ? this.snapshot : this.live, position);
    }
  }

  /** Sends nothing of the asset that is older, also of what waits. */
  startFrom(assetId: number, firstSeq: number): void {
    for (const waiting of [this.snapshot, this.live]) dropOlder(waiting, assetId, firstSeq);
    this.sent.set(assetId, Math.max(this.sent.get(assetId) ?? -1, firstSeq - 1));
  }

  /** Sends as much as the reader can take; then reads the next chunk, or has caught up. */
  pump(): void {
    while (this.state !== 'stopped' && this.socket.bufferedBytes < LOW_WATER_BYTES) {
      const positions = takeFrame(this.nextSource());
      if (positions.length === 0) {
        this.goOn();
        return;
      }
      for (const { assetId, seq } of positions) this.sent.set(assetId, seq);
      this.channel.send(positions);
    }
  }

  /** Returns whether the socket has this position, or a newer one of the asset. */
  hasSent({ assetId, seq }: LastPosition): boolean {
    return (this.sent.get(assetId) ?? -1) >= seq;
  }

  stop(): void {
    this.state = 'stopped';
    void this.chunks?.return?.();
  }

  private isNews(position: LastPosition): boolean {
    return !this.hasSent(position);
  }

  /** Alternates, so that neither a long snapshot nor a busy fleet delays the other. */
  private nextSource(): WaitingPositions {
    const snapshotNext = this.snapshot.size > 0 && (this.live.size === 0 || !this.lastWasSnapshot);
    this.lastWasSnapshot = snapshotNext;
    return snapshotNext ? this.snapshot : this.live;
  }

  private goOn(): void {
    if (this.state === 'idle' && this.source) void this.readChunk(this.source);
    else if (this.state === 'read') this.channel.caughtUp();
  }

  private async readChunk(source: SnapshotSource): Promise<void> {
    this.state = 'reading';
    try {
      this.chunks ??= source()[Symbol.asyncIterator]();
      const chunk = await this.chunks.next();
      if (this.isStopped()) return;
      this.state = chunk.done ? 'read' : 'idle';
      if (!chunk.done) this.take(chunk.value);
    } catch (error) {
      if (this.isStopped()) return;
      this.channel.failed(error);
      this.channel.after(RETRY_MS, () => this.startAgain());
      return;
    }
    this.pump();
  }

  private take(positions: readonly LastPosition[]): void {
    this.channel.learn(positions);
    for (const position of positions) {
      const newer = this.live.get(position.assetId);
      this.live.delete(position.assetId);
      if (this.isNews(position)) keepNewest(this.snapshot, position);
      if (newer) keepNewest(this.snapshot, newer);
    }
  }

  /** Starts with the first chunk again: what was sent before is not repeated. */
  private startAgain(): void {
    if (this.isStopped()) return;
    this.chunks = null;
    this.state = 'idle';
    this.pump();
  }

  private isStopped(): boolean {
    return this.state === 'stopped';
  }
}
