import type { OffsetsByTopicPartition } from 'kafkajs';
import type { PartitionOwner } from '../messaging.ports';

export type SendOffsets = (offsets: OffsetsByTopicPartition) => Promise<void>;

/** Where what is done is kept. */
export interface Progress {
  /** All below `nextOffset` is done. Resolves when that is kept. */
  done(partition: number, nextOffset: number, send: SendOffsets): Promise<void>;
  /** Partitions were given out anew. */
  reassigned(): void;
}

/** Offsets of a group, committed to Kafka: one request in flight, what is done meanwhile goes with the next. */
export class CommittedProgress implements Progress {
  private readonly pending = new Map<number, number>();
  private lastFlush = Promise.resolve();
  private nextFlush: Promise<void> | undefined;

  constructor(private readonly topic: string) {}

  done(partition: number, nextOffset: number, send: SendOffsets): Promise<void> {
    this.pending.set(partition, nextOffset);
    if (!this.nextFlush) {
      this.nextFlush = this.lastFlush.then(() => this.flush(send));
      this.lastFlush = this.nextFlush.catch(() => undefined);
    }
    return this.nextFlush;
  }

  /** What was not committed is no longer ours to commit. */
  reassigned(): void {
    this.pending.clear();
  }

  private async flush(send: SendOffsets): Promise<void> {
    this.nextFlush = undefined;
    const done = [...this.pending];
    this.pending.clear();
    if (done.length === 0) return;
    const partitions = done.map(([partition, offset]) => ({ partition, offset: String(offset) }));
    try {
      await send({ topics: [{ topic: this.topic, partitions }] });
    } catch (error) {
      for (const [partition, offset] of done) {
        if (!this.pending.has(partition)) this.pending.set(partition, offset);
      }
      throw error;
    }
  }
}

/**
 * Offsets of a process that reads all partitions for itself (`delivery: replicas`): kept in memory, from a
 * start that is looked up once. Nothing is committed, so nothing is left behind by a process that was killed.
 */
export class OwnProgress implements Progress, PartitionOwner {
  private readonly offsets = new Map<number, number>();
  private start: Promise<ReadonlyMap<number, number>> | undefined;

  constructor(private readonly findStart: () => Promise<ReadonlyMap<number, number>>) {}

  done(partition: number, nextOffset: number): Promise<void> {
    this.offsets.set(partition, nextOffset);
    return Promise.resolve();
  }

  reassigned(): void {
    // They stay with this process, the only member of its group.
  }

  async assigned(partition: number): Promise<number | null> {
    const start = (this.start ??= this.findStart());
    start.catch(() => (this.start = undefined));
    const first = (await start).get(partition) ?? null;
    return this.offsets.get(partition) ?? first;
  }

  revoked(): Promise<void> {
    return Promise.resolve();
  }
}
