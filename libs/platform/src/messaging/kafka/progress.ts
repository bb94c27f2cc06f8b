import type { OffsetsByTopicPartition } from 'kafkajs';
import type { PartitionOwner } from '../messaging.ports';
import { Deferred } from './deferred';
import type { OffsetSpan } from './kafka-topics';

export type SendOffsets = (offsets: OffsetsByTopicPartition) => Promise<void>;

/** Keeps the progress of a group. */
export interface Progress {
  /** Records that everything below `nextOffset` is done. */
  done(partition: number, nextOffset: number, send: SendOffsets): void;
  /** Resolves when what was recorded is stored, or could not be. */
  settled(): Promise<void>;
  /** Called when partitions were reassigned. */
  reassigned(): void;
  /** Resolves when everything is done that a process must know before it is ready. */
  caughtUp(): Promise<void>;
}

/**
 * How long offsets wait to be committed together. Readers recognise what a crash in between lets them see again: by a
 * checkpoint, a sequence or an id.
 */
const COMMIT_EVERY_MS = 500;

/** Offsets of a group, committed to Kafka at a cadence and before a partition is given back. */
export class CommittedProgress implements Progress {
  private readonly pending = new Map<number, number>();
  private send: SendOffsets = () => Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private flushing = Promise.resolve();
  /** Counts the assignments of partitions. */
  private generation = 0;

  constructor(private readonly topic: string) {}

  done(partition: number, nextOffset: number, send: SendOffsets): void {
    this.pending.set(partition, nextOffset);
    this.send = send;
    this.timer ??= setTimeout(() => void this.settled(), COMMIT_EVERY_MS);
  }

  settled(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return (this.flushing = this.flushing.then(() => this.flush()));
  }

  /** Uncommitted offsets are no longer ours to commit. */
  reassigned(): void {
    this.generation += 1;
    this.pending.clear();
  }

  /** Messages that wait for the group belong to no process in particular. */
  caughtUp(): Promise<void> {
    return Promise.resolve();
  }

  /** The next commit covers one that fails; if there is none, the events are delivered again. */
  private async flush(): Promise<void> {
    const { generation } = this;
    const done = [...this.pending];
    this.pending.clear();
    if (done.length === 0) return;
    const partitions = done.map(([partition, offset]) => ({ partition, offset: String(offset) }));
    try {
      await this.send({ topics: [{ topic: this.topic, partitions }] });
    } catch {
      if (generation !== this.generation) return;
      for (const [partition, offset] of done) {
        if (!this.pending.has(partition)) this.pending.set(partition, offset);
      }
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

  done(partition: number, nextOffset: number): void {
    this.offsets.set(partition, nextOffset);
    if (!this.isCaughtUp) void this.look();
  }

  settled(): Promise<void> {
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
