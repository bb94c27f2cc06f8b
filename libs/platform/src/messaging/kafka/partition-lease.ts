import { setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { ConsumerFailures, PartitionFailures } from '../consumer-failures';
import { decodeBatch, type RawMessage } from '../decode-batch';
import { BatchDelivery } from '../deliver-batch';
import { PartitionLost, type Consumer, type EventPublisher, type PartitionOwner } from '../messaging.ports';
import type { MessagingMetrics } from '../messaging-metrics';
import type { KafkaPublisher } from './kafka-publisher';
import { HEARTBEAT_MS, type Membership } from './membership';
import type { Progress, SendOffsets } from './progress';

/** Largest number of events in a batch. */
const MAX_EVENTS = 500;

/** Shared by the partitions of one member. */
export interface LeaseContext<Event> {
  readonly consumer: Consumer<Event>;
  readonly owner?: PartitionOwner;
  readonly publisher: KafkaPublisher;
  readonly metrics: MessagingMetrics;
  readonly failures: ConsumerFailures;
  readonly membership: Membership;
  readonly progress: Progress;
  readonly fetching: Fetching;
}

/** Controls which partitions kafkajs fetches, and from which offset. */
export interface Fetching {
  pause(partition: number): void;
  resume(partition: number): void;
  seek(partition: number, offset: number): void;
}

/**
 * A partition from its assignment to this process until the group's next rebalance: taken over by its owner,
 * read batch by batch, paused while a failed batch waits for its retry.
 */
export class PartitionLease<Event> {
  private readonly ended = new AbortController();
  private readonly failures: PartitionFailures;
  private readonly delivery: BatchDelivery<Event>;
  private opened: Promise<void> = Promise.resolve();
  private running: Promise<void> = Promise.resolve();
  private ending: Promise<void> | undefined;
  private state: 'opening' | 'working' | 'waiting' = 'opening';
  private isOwned = false;
  private isReplaced = false;

  constructor(
    private readonly context: LeaseContext<Event>,
    private readonly partition: number,
  ) {
    this.failures = context.failures.track(context.consumer, partition);
    this.delivery = new BatchDelivery(context.consumer, context.metrics);
  }

  /** Returns whether it is fetched. */
  get isWorking(): boolean {
    return this.state === 'working';
  }

  /** Resolves once the first batch may be delivered. Until then nothing is fetched if there is an owner. */
  open(former: Promise<void> | undefined): Promise<void> {
    if (this.context.owner) this.context.fetching.pause(this.partition);
    else this.state = 'working';
    return (this.opened = this.openAfter(former));
  }

  /** Starts no new batch, waits for the running one, and gives the partition back to its owner. */
  end(): Promise<void> {
    this.ended.abort();
    return (this.ending ??= this.finish());
  }

  /**
   * As `end`, for a partition that others may already own: the running batch neither writes nor commits anything
   * more.
   */
  lose(): Promise<void> {
    this.isReplaced = true;
    return this.end();
  }

  /** Never rejects and never waits for a retry, which would stall all partitions of the broker. */
  async work(payload: EachBatchPayload): Promise<void> {
    if (this.state !== 'working' || this.isEnded() || payload.isStale()) return;
    this.running = this.workThrough(payload);
    await this.running;
  }

  private async openAfter(former: Promise<void> | undefined): Promise<void> {
    await former;
    while (!this.isEnded()) {
      try {
        await this.takeOver();
        return;
      } catch (error) {
        await this.rest(this.failures.streak.failed('could not take over a partition, retrying', error));
      }
    }
  }

  private async takeOver(): Promise<void> {
    const { owner, fetching } = this.context;
    if (!owner) return;
    const offset = await owner.assigned(this.partition);
    this.isOwned = true;
    if (this.isEnded()) return;
    if (offset !== null) fetching.seek(this.partition, offset);
    this.state = 'working';
    fetching.resume(this.partition);
  }

  private async finish(): Promise<void> {
    await this.running;
    if (!this.isReplaced) await this.context.progress.settled();
    await this.opened;
    await this.giveBack();
    this.failures.end();
  }

  private async giveBack(): Promise<void> {
    if (!this.isOwned) return;
    this.isOwned = false;
    await this.context.owner?.revoked(this.partition);
  }

  private async workThrough(payload: EachBatchPayload): Promise<void> {
    const beat = setInterval(() => void this.renew(payload), HEARTBEAT_MS / 3);
    const { messages } = payload.batch;
    try {
      for (let first = 0; first < messages.length; first += MAX_EVENTS) {
        if (this.isEnded()) return;
        if (!(await this.deliver(messages.slice(first, first + MAX_EVENTS), payload))) return;
      }
    } finally {
      clearInterval(beat);
    }
  }

  /** Returns whether the batch may go on. */
  private async deliver(messages: readonly KafkaMessage[], payload: EachBatchPayload): Promise<boolean> {
    const { consumer } = this.context;
    const { partition } = this;
    const lastOffset = Number(messages.at(-1)?.offset);
    const nextOffset = lastOffset + 1;
    const lag = Math.max(0, Number(payload.batch.highWatermark) - nextOffset);
    try {
      await this.assertOwned(payload);
      const raw = messages.map(rawMessage);
      const rawAt = (offset: number): Promise<RawMessage | undefined> =>
        Promise.resolve(raw.find((message) => message.offset === offset));
      const place = { partition, nextOffset, lag, publish: this.fencedPublish(payload), rawAt };
      await this.delivery.run(decodeBatch(consumer.topic, partition, raw), place);
    } catch (error) {
      this.failed(error);
      return false;
    }
    this.failures.streak.succeeded();
    this.keep(nextOffset, payload);
    return true;
  }

  /** Offsets of a partition that another member may own by now must not be committed. */
  private keep(nextOffset: number, payload: EachBatchPayload): void {
    if (this.isReplaced) return;
    payload.resolveOffset(String(nextOffset - 1));
    const send: SendOffsets = (offsets) => payload.commitOffsetsIfNecessary(offsets);
    this.context.progress.done(this.partition, nextOffset, send);
  }

  private failed(error: unknown): void {
    const { consumer, metrics, membership, fetching } = this.context;
    if (this.isReplaced || (error instanceof PartitionLost && membership.isUncertain())) return;
    metrics.retries.inc({ topic: consumer.topic.name, group: consumer.group });
    const pause = this.failures.streak.failed('a batch failed, retrying', error);
    this.state = 'waiting';
    fetching.pause(this.partition);
    if (error instanceof PartitionLost && this.isOwned) this.opened = this.reopen(pause);
    else void this.resumeAfter(pause);
  }

  private async resumeAfter(pauseMs: number): Promise<void> {
    await this.rest(pauseMs);
    if (this.isEnded()) return;
    this.state = 'working';
    this.context.fetching.resume(this.partition);
  }

  /** Drops the state and takes over again, because the owner's store says that another process has taken over. */
  private async reopen(pauseMs: number): Promise<void> {
    await this.giveBack();
    await this.rest(pauseMs);
    await this.openAfter(undefined);
  }

  private fencedPublish(payload: EachBatchPayload): EventPublisher['publish'] {
    return async (topic, events) => {
      await this.assertOwned(payload);
      await this.context.publisher.publishFenced(topic, events, () => this.isLost());
    };
  }

  private async assertOwned(payload: EachBatchPayload): Promise<void> {
    await this.renew(payload);
    if (this.isLost()) throw new PartitionLost('another member may own the partition by now');
  }

  private renew(payload: EachBatchPayload): Promise<void> {
    return this.context.membership.renew(() => payload.heartbeat());
  }

  private isLost(): boolean {
    return this.isReplaced || this.context.membership.isUncertain();
  }

  private isEnded(): boolean {
    return this.ended.signal.aborted;
  }

  private async rest(pauseMs: number): Promise<void> {
    await sleep(pauseMs, undefined, { signal: this.ended.signal }).catch(() => undefined);
  }
}

function rawMessage({ key, value, offset }: KafkaMessage): RawMessage {
  return { key: key?.toString() ?? '', value, offset: Number(offset) };
}
