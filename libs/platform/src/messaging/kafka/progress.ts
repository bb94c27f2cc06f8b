import type { OffsetsByTopicPartition } from 'kafkajs';
import type { PartitionOwner } from '../messaging.ports';
import { Deferred } from './deferred';
import type { OffsetSpan } from './kafka-topics';

export type SendOffsets = (offsets: OffsetsByTopicPartition) => Promise<void>;

/** Keeps the progress of a group. */
export interface Progress {
  /** Records that everything below `nextOffset` is done; resolves when that is stored. */
  done(partition: number, nextOffset: number, send: SendOffsets): Promise<void>;
  /** Called when partitions were reassigned. */
  reassigned(): void;
  /** Resolves when everything is done that a process must know before it is ready. */
  caughtUp(): Promise<void>;
}

/** Offsets of a group, committed to Kafka: one request in flight; later progress goes with the next. */
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

  /** Uncommitted offsets are no longer ours to commit. */
  reassigned(): void {
    this.pending.clear();
  }

  /** Messages that wait for the group belong to no process in particular. */
  caughtUp(): Promise<void> {
    return Promise.resolve();
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
  private readonly reached = new Deferred();
  private isCaughtUp = false;
  private start: Promise<ReadonlyMap<number, OffsetSpan>> | undefined;

  constructor(private readonly findStart: () => Promise<ReadonlyMap<number, OffsetSpan>>) {}

  done(partition: number, nextOffset: number): Promise<void> {
    this.offsets.set(partition, nextOffset);
    if (!this.isCaughtUp) void this.look();
    return Promise.resolve();
  }

  reassigned(): void {
    // Partitions stay with this process, the only member of its group.
  }

  /**
   * Waits for what was published before the process started: a revocation, for example, must not arrive after it is
   * ready.
   */
  caughtUp(): Promise<void> {
    void this.look();
    return this.reached.promise;
  }

  async assigned(partition: number): Promise<number | null> {
    const first = (await this.findOnce()).get(partition)?.first ?? null;
    return this.offsets.get(partition) ?? first;
  }

  revoked(): Promise<void> {
    return Promise.resolve();
  }

  private findOnce(): Promise<ReadonlyMap<number, OffsetSpan>> {
    const start = (this.start ??= this.findStart());
    start.catch(() => (this.start = undefined));
    return start;
  }

  private async look(): Promise<void> {
    const spans = await this.findOnce().catch(() => undefined);
    const isBehind = ([partition, { first, end }]: [number, OffsetSpan]) =>
      (this.offsets.get(partition) ?? first) < end;
    if (!spans || [...spans].some(isBehind)) return;
    this.isCaughtUp = true;
    this.reached.resolve();
  }
}
