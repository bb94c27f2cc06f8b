import type { ConsumedEvent } from '../messaging.ports';

/** Maximum JSON kept in memory per partition for readers that lag behind. */
const KEPT_BYTES = 1_000_000;
const BATCH_EVENTS = 1_000;
const BATCH_BYTES = 1_000_000;

/** Events that were made durable together. */
export interface Chunk {
  readonly firstOffset: number;
  readonly events: readonly ConsumedEvent<unknown>[];
  /** Of JSON. */
  readonly bytes: number;
}

/** A reader of a partition. */
export interface Follower {
  /** Offset of the next event it needs. */
  readonly position: number;
  wake(): void;
}

/**
 * The newest events of one partition, in memory and decoded: readers who keep up never touch the table.
 * Those who fall behind its window read the table until they are back in it.
 */
export class PartitionLog {
  readonly followers = new Set<Follower>();
  private readonly chunks: Chunk[] = [];
  private bytes = 0;

  constructor(private nextOffset: number) {}

  /** Offset behind the last durable event. */
  get head(): number {
    return this.nextOffset;
  }

  append(chunk: Chunk): void {
    this.chunks.push(chunk);
    this.bytes += chunk.bytes;
    this.nextOffset = chunk.firstOffset + chunk.events.length;
    this.trim();
    this.wakeAll();
  }

  /** Durable events up to `head` that are not in memory: they are read from the table. */
  skipTo(head: number): void {
    if (head === this.nextOffset) return;
    this.chunks.length = 0;
    this.bytes = 0;
    this.nextOffset = head;
    this.wakeAll();
  }

  /** Returns a limited number of events from `position` on; undefined if they are not in memory. */
  read(position: number): readonly ConsumedEvent<unknown>[] | undefined {
    const first = this.chunks.findIndex(
      ({ firstOffset, events }) => position >= firstOffset && position < firstOffset + events.length,
    );
    const chunk = this.chunks[first];
    if (!chunk) return undefined;
    const head =
      position === chunk.firstOffset ? chunk.events : chunk.events.slice(position - chunk.firstOffset);
    return this.extend(head, chunk.bytes, first + 1);
  }

  private extend(
    head: readonly ConsumedEvent<unknown>[],
    headBytes: number,
    from: number,
  ): readonly ConsumedEvent<unknown>[] {
    let [count, bytes, end] = [head.length, headBytes, from];
    for (const chunk of this.chunks.slice(from)) {
      count += chunk.events.length;
      bytes += chunk.bytes;
      if (count > BATCH_EVENTS || bytes > BATCH_BYTES) break;
      end += 1;
    }
    if (end === from) return head;
    return head.concat(...this.chunks.slice(from, end).map(({ events }) => events));
  }

  /** Drops what all have read, and the oldest events above the limit. */
  private trim(): void {
    let needed = this.nextOffset;
    for (const { position } of this.followers) needed = Math.min(needed, position);
    let dropped = 0;
    for (const { firstOffset, events, bytes } of this.chunks) {
      if (firstOffset + events.length > needed && this.bytes <= KEPT_BYTES) break;
      this.bytes -= bytes;
      dropped += 1;
    }
    this.chunks.splice(0, dropped);
  }

  private wakeAll(): void {
    for (const follower of this.followers) follower.wake();
  }
}
