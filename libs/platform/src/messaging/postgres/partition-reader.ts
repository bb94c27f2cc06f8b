import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ConsumerFailures, PartitionFailures } from '../consumer-failures';
import { decodeBatch, type DecodedMessages } from '../decode-batch';
import { BatchDelivery } from '../deliver-batch';
import type { MessagingMetrics } from '../messaging-metrics';
import type { Consumer, EventPublisher } from '../messaging.ports';
import type { LogTable, PartitionKey } from './log-table';
import type { Follower, PartitionLog } from './partition-log';

/** The input and consumer of a reader. */
export interface Reading<Event> {
  readonly consumer: Consumer<Event>;
  readonly key: PartitionKey;
  readonly partition: PartitionLog;
  /** Offset to begin at; it may need the database. */
  readonly start: () => Promise<number>;
  readonly commit: (nextOffset: number) => void;
}

/** Shared by all readers. */
export interface ReaderParts {
  readonly table: LogTable;
  readonly publisher: EventPublisher;
  readonly metrics: MessagingMetrics;
  readonly failures: ConsumerFailures;
}

interface Messages<Event> extends DecodedMessages<Event> {
  readonly nextOffset: number;
}

/** Delivers one partition to one consumer, batch after batch, until it is stopped. */
export class PartitionReader<Event> implements Follower {
  position = 0;
  /** Resolves when the start offset is known. */
  readonly ready: Promise<void>;
  private readonly stopping = new AbortController();
  private readonly failures: PartitionFailures;
  private readonly delivery: BatchDelivery<Event>;
  private readonly log = new Logger('consumer');
  private readonly finished: Promise<void>;
  private resume: () => void = () => undefined;
  private hasBegun = false;

  constructor(
    private readonly reading: Reading<Event>,
    private readonly parts: ReaderParts,
  ) {
    const { consumer, key } = reading;
    this.failures = parts.failures.track(consumer, key.partition);
    this.delivery = new BatchDelivery(consumer, parts.metrics);
    this.ready = this.begin();
    this.finished = this.ready.then(() => this.work());
  }

  wake(): void {
    this.resume();
  }

  /** Waits for the running batch. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.finished;
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async begin(): Promise<void> {
    await this.untilItWorks('could not take over a partition, retrying', async () => {
      this.position = await this.reading.start();
      this.hasBegun = true;
    });
    this.reading.partition.followers.add(this);
  }

  private async work(): Promise<void> {
    const { consumer, key, partition } = this.reading;
    while (!this.isStopping) {
      if (this.position >= partition.head) await this.untilWoken();
      else await this.untilItWorks('a batch failed, retrying', () => this.deliverNext());
    }
    partition.followers.delete(this);
    if (this.hasBegun) await consumer.owner?.revoked(key.partition);
    this.failures.end();
  }

  private async deliverNext(): Promise<void> {
    const { key, partition, commit } = this.reading;
    const { publisher, table } = this.parts;
    const messages = await this.nextMessages();
    const { nextOffset } = messages;
    await this.delivery.run(messages, {
      partition: key.partition,
      nextOffset,
      lag: partition.head - nextOffset,
      publish: (topic, events) => publisher.publish(topic, events),
      rawAt: async (offset) => (await table.read(key, offset, offset + 1))[0],
    });
    this.position = nextOffset;
    commit(nextOffset);
  }

  /** Reads from memory if possible: those events were published by this process and need no check. */
  private async nextMessages(): Promise<Messages<Event>> {
    const { consumer, key, partition } = this.reading;
    const recent = partition.read(this.position) as Messages<Event>['events'] | undefined;
    if (recent) return { events: recent, deadLetters: [], nextOffset: this.position + recent.length };
    const { head } = partition;
    const messages = await this.parts.table.read(key, this.position, head);
    const first = messages[0]?.offset ?? head;
    if (first > this.position) {
      this.log.warn({
        msg: 'retention dropped events that the group had not read',
        topic: consumer.topic.name,
        group: consumer.group,
        partition: key.partition,
        events: first - this.position,
      });
    }
    const nextOffset = (messages.at(-1)?.offset ?? head - 1) + 1;
    return { ...decodeBatch(consumer.topic, key.partition, messages), nextOffset };
  }

  private untilWoken(): Promise<void> {
    return new Promise((resolve) => (this.resume = resolve));
  }

  private async untilItWorks(failure: string, attempt: () => Promise<void>): Promise<void> {
    while (!this.isStopping) {
      try {
        await attempt();
        this.failures.streak.succeeded();
        return;
      } catch (error) {
        this.countFailure();
        const pauseMs = this.failures.streak.failed(failure, error);
        await sleep(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private countFailure(): void {
    const { consumer, key, partition } = this.reading;
    const labels = { topic: consumer.topic.name, group: consumer.group };
    this.parts.metrics.retries.inc(labels);
    if (this.hasBegun) {
      this.parts.metrics.lagOf(labels, key.partition).events = partition.head - this.position;
    }
  }
}
