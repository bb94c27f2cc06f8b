import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { decodeBatch, type DecodedMessages } from '../decode-batch';
import { deliverBatch } from '../deliver-batch';
import { FailureStreak } from '../failure-streak';
import type { MessagingMetrics } from '../messaging-metrics';
import type { Consumer, EventPublisher } from '../messaging.ports';
import type { LogTable, PartitionKey } from './log-table';
import type { Follower, PartitionLog } from './partition-log';

/** What a reader reads, for whom. */
export interface Reading<Event> {
  readonly consumer: Consumer<Event>;
  readonly key: PartitionKey;
  readonly partition: PartitionLog;
  /** Offset to begin at; it may need the database. */
  readonly start: () => Promise<number>;
  readonly commit: (nextOffset: number) => void;
}

/** What readers share. */
export interface ReaderParts {
  readonly table: LogTable;
  readonly publisher: EventPublisher;
  readonly metrics: MessagingMetrics;
}

interface Messages<Event> extends DecodedMessages<Event> {
  readonly nextOffset: number;
}

/** Brings one partition to one consumer, batch after batch, until it is stopped. */
export class PartitionReader<Event> implements Follower {
  position = 0;
  /** Resolves when the place to begin is known. */
  readonly ready: Promise<void>;
  private readonly stopping = new AbortController();
  private readonly streak: FailureStreak;
  private readonly log = new Logger('consumer');
  private readonly finished: Promise<void>;
  private resume: () => void = () => undefined;
  private hasBegun = false;

  constructor(
    private readonly reading: Reading<Event>,
    private readonly parts: ReaderParts,
  ) {
    const { consumer, key } = reading;
    const fields = { topic: consumer.topic.name, group: consumer.group, partition: key.partition };
    this.streak = new FailureStreak(this.log, fields);
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
    await this.untilItWorks('a partition can not be taken over now', async () => {
      this.position = await this.reading.start();
      this.hasBegun = true;
    });
    this.reading.partition.followers.add(this);
  }

  private async work(): Promise<void> {
    const { consumer, key, partition } = this.reading;
    while (!this.isStopping) {
      if (this.position >= partition.head) await this.untilWoken();
      else await this.untilItWorks('a batch failed and comes again', () => this.deliverNext());
    }
    partition.followers.delete(this);
    if (this.hasBegun) await consumer.owner?.revoked(key.partition);
  }

  private async deliverNext(): Promise<void> {
    const { consumer, key, partition, commit } = this.reading;
    const { publisher, metrics } = this.parts;
    const messages = await this.nextMessages();
    const { nextOffset } = messages;
    await deliverBatch(
      consumer,
      messages,
      {
        partition: key.partition,
        nextOffset,
        lag: partition.head - nextOffset,
        publish: (topic, events) => publisher.publish(topic, events),
      },
      metrics,
    );
    this.position = nextOffset;
    commit(nextOffset);
  }

  /** From memory, where they are; what this process has published itself needs no check there. */
  private async nextMessages(): Promise<Messages<Event>> {
    const { consumer, key, partition } = this.reading;
    const recent = partition.read(this.position) as Messages<Event>['events'] | undefined;
    if (recent) return { events: recent, deadLetters: [], nextOffset: this.position + recent.length };
    const { head } = partition;
    const messages = await this.parts.table.read(key, this.position, head);
    const first = messages[0]?.offset ?? head;
    if (first > this.position) {
      this.log.warn({
        msg: 'events were dropped by retention before the group had them',
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
        this.streak.succeeded();
        return;
      } catch (error) {
        this.countFailure();
        const pauseMs = this.streak.failed(failure, error);
        await sleep(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private countFailure(): void {
    const { consumer, key, partition } = this.reading;
    const labels = { topic: consumer.topic.name, group: consumer.group };
    this.parts.metrics.retries.inc(labels);
    if (this.hasBegun) {
      this.parts.metrics.lag.set({ ...labels, partition: key.partition }, partition.head - this.position);
    }
  }
}
