import { randomUUID } from 'node:crypto';
import type { Topic } from '@yipii/protocol';
import type { KafkaConfig } from '../../config/shared.config';
import type { Health } from '../../health/health';
import type { ConsumerFailures } from '../consumer-failures';
import { deadLetterTopic } from '../dead-letter';
import { deadLetteringConsumer } from '../deliver-batch';
import { EventConsumers, type Consumer, type RunningConsumer } from '../messaging.ports';
import type { MessagingMetrics } from '../messaging-metrics';
import { GroupConsumer } from './group-consumer';
import type { KafkaPublisher } from './kafka-publisher';
import type { KafkaTopics } from './kafka-topics';
import { Membership } from './membership';
import { CommittedProgress, OwnProgress } from './progress';

/**
 * How long before its start a replica begins to read, to see events that were in flight while it loaded its cache.
 */
const REPLICA_START_MS = 120_000;

/**
 * Longest pause between two attempts to join a group. Replicas pause for less, so that revocations, which must take
 * effect within a second of the broker's return, do not wait behind positions.
 */
const MEMBER_MAX_PAUSE_MS = 1_000;

export interface KafkaConsumersOptions {
  readonly config: KafkaConfig;
  readonly clientId: string;
  readonly topics: KafkaTopics;
  readonly publisher: KafkaPublisher;
  readonly metrics: MessagingMetrics;
  readonly failures: ConsumerFailures;
  readonly health: Health;
}

/**
 * A Kafka group is named `<group>.<topic>`: members of one group must read the same topics, and handlers of
 * one group here do not. A replica has a group of its own, `<group>.<uuid>`, deleted when it stops.
 */
export class KafkaConsumers extends EventConsumers {
  private readonly running: RunningConsumer[] = [];
  private readonly deadLettered = new Set<string>();

  constructor(private readonly options: KafkaConsumersOptions) {
    super();
  }

  start<Event>(consumer: Consumer<Event>): RunningConsumer {
    if (consumer.topic.delivery !== 'replicas') return this.track(consumer, () => this.startMember(consumer));
    this.startDeadLettering(consumer.topic);
    return this.track(consumer, () => this.startReplica(consumer));
  }

  private track<Event>(
    consumer: Consumer<Event>,
    start: (consumer: Consumer<Event>) => GroupConsumer<Event>,
  ): RunningConsumer {
    const running = start(consumer);
    this.running.push(running);
    const { topic, group } = consumer;
    this.options.health.register(`Kafka group ${group} on ${topic.name}`, () => running.problem);
    return running;
  }

  /**
   * Dead-letters a message that no reader can decode once, not once per process. The app that is named first among
   * the readers does so, and after an outage only when no consumer is waited for any more, because each group
   * delays all others then.
   */
  private startDeadLettering(topic: Topic<unknown>): void {
    const isForAnother = topic.to.slice(1).includes(this.options.clientId);
    if (isForAnother || this.deadLettered.has(topic.name)) return;
    this.deadLettered.add(topic.name);
    this.track(deadLetteringConsumer(topic), (consumer) => this.startMember(consumer, { maxPauseMs: 5_000 }));
  }

  /** Stops the consumers that still run. */
  async stop(): Promise<void> {
    await Promise.all(this.running.map((consumer) => consumer.stop()));
  }

  private startMember<Event>(
    consumer: Consumer<Event>,
    pace: Pick<GroupKind<Event>, 'maxPauseMs'> = { maxPauseMs: MEMBER_MAX_PAUSE_MS },
  ): GroupConsumer<Event> {
    const { topic, group, owner } = consumer;
    return this.run(consumer, {
      ...pace,
      groupId: this.groupOf(`${group}.${topic.name}`),
      lease: { owner, progress: new CommittedProgress(this.options.topics.nameOf(topic)) },
      cleanUp: () => Promise.resolve(),
    });
  }

  private startReplica<Event>(consumer: Consumer<Event>): GroupConsumer<Event> {
    const { topics } = this.options;
    const since = Date.now() - REPLICA_START_MS;
    const groupId = this.groupOf(`${consumer.group}.${randomUUID()}`);
    const progress = new OwnProgress(() => topics.offsetsSince(consumer.topic, since));
    return this.run(consumer, {
      groupId,
      lease: { owner: progress, progress },
      cleanUp: () => topics.deleteGroup(groupId),
    });
  }

  private run<Event>(consumer: Consumer<Event>, kind: GroupKind<Event>): GroupConsumer<Event> {
    const { topics, publisher, metrics, failures } = this.options;
    return new GroupConsumer({
      ...this.options,
      ...kind,
      topic: topics.nameOf(consumer.topic),
      lease: { consumer, publisher, metrics, failures, membership: new Membership(), ...kind.lease },
      prepare: async () => {
        await topics.ensure(consumer.topic);
        if (!consumer.topic.name.endsWith('.dlq')) await topics.ensure(deadLetterTopic(consumer.topic));
      },
    });
  }

  private groupOf(name: string): string {
    return `${this.options.config.groupPrefix ?? ''}${name}`;
  }
}

type Options<Event> = ConstructorParameters<typeof GroupConsumer<Event>>[0];

interface GroupKind<Event> extends Pick<Options<Event>, 'groupId' | 'cleanUp' | 'maxPauseMs'> {
  readonly lease: Pick<Options<Event>['lease'], 'owner' | 'progress'>;
}
