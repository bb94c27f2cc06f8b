import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Topic } from '@yipii/protocol';
import type { Clock } from '../../clock/clock';
import { deadLetteringConsumer } from '../deliver-batch';
import { FailureStreak } from '../failure-streak';
import { EventConsumers, type Consumer, type RunningConsumer } from '../messaging.ports';
import type { CommittedOffsets } from './committed-offsets';
import type { LogAppender } from './log-appender';
import { PartitionReader, type ReaderParts } from './partition-reader';
import type { PartitionLog } from './partition-log';
import type { TopicLog } from './topic-log';

/** A replica sees the events from this long before its start on: what a cache may have missed while it was loaded. */
const REPLICA_LOOKBACK_MS = 120_000;

/** All members of a group are in this process: each consumer has all partitions, and keeps them until it stops. */
export class PostgresEventConsumers extends EventConsumers {
  private readonly running = new Set<RunningConsumer>();
  private readonly groups = new Set<string>();
  private readonly deadLettered = new Set<string>();

  constructor(
    private readonly appender: LogAppender,
    private readonly offsets: CommittedOffsets,
    private readonly clock: Clock,
    private readonly parts: ReaderParts,
  ) {
    super();
  }

  start<Event>(consumer: Consumer<Event>): RunningConsumer {
    const member = `${consumer.group}/${consumer.topic.name}`;
    const alone = consumer.topic.delivery === 'group';
    if (alone && this.groups.has(member)) throw new Error(`${member} is already read in this process`);
    this.groups.add(member);

    const stopping = new AbortController();
    const readers = this.startReaders(consumer, stopping.signal);
    const running: RunningConsumer = {
      ready: readers.then((started) => allReady(started)),
      stop: async () => {
        stopping.abort();
        await Promise.all((await readers).map((reader) => reader.stop()));
        await this.offsets.flush().catch(() => undefined);
        this.running.delete(running);
        this.groups.delete(member);
      },
    };
    this.running.add(running);
    if (!alone) this.startDeadLettering(consumer.topic);
    return running;
  }

  private startDeadLettering(topic: Topic<unknown>): void {
    if (this.deadLettered.has(topic.name)) return;
    this.deadLettered.add(topic.name);
    this.start(deadLetteringConsumer(topic));
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.running].map((consumer) => consumer.stop()));
  }

  private async startReaders<Event>(
    consumer: Consumer<Event>,
    stop: AbortSignal,
  ): Promise<PartitionReader<Event>[]> {
    const place = await this.findPlace(consumer, stop);
    if (!place) return [];
    const { topicLog, committed } = place;
    return topicLog.partitions.map((partition, index) => {
      const key = { topic: topicLog.id, partition: index };
      const { owner, group } = consumer;
      const fallback = committed[index] ?? 0;
      return new PartitionReader(
        {
          consumer,
          key,
          partition,
          start: () =>
            consumer.topic.delivery === 'replicas'
              ? this.replicaStart(key, partition)
              : Promise.resolve(owner?.assigned(index)).then((offset) => offset ?? fallback),
          commit: (nextOffset) => {
            if (consumer.topic.delivery !== 'group') return;
            this.offsets.mark({ group, topic: topicLog.id, partition: index, nextOffset });
          },
        },
        this.parts,
      );
    });
  }

  /** Retries until the log is available; returns undefined if stopped before. */
  private async findPlace(
    { topic, group }: { topic: Topic<unknown>; group: string },
    stop: AbortSignal,
  ): Promise<{ topicLog: TopicLog; committed: number[] } | undefined> {
    const streak = new FailureStreak(new Logger('consumer'), { topic: topic.name, group });
    while (!stop.aborted) {
      try {
        const topicLog = await this.appender.topicLog(topic);
        const committed = await this.offsets.load(group, topicLog.id, topicLog.partitions.length);
        return { topicLog, committed };
      } catch (error) {
        const pauseMs = streak.failed('a consumer could not start, retrying', error);
        await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
      }
    }
    return undefined;
  }

  private async replicaStart(
    key: { topic: number; partition: number },
    partition: PartitionLog,
  ): Promise<number> {
    const { head } = partition;
    return (await this.parts.table.firstSince(key, this.clock.now() - REPLICA_LOOKBACK_MS)) ?? head;
  }
}

async function allReady(readers: readonly { readonly ready: Promise<void> }[]): Promise<void> {
  await Promise.all(readers.map(({ ready }) => ready));
}
