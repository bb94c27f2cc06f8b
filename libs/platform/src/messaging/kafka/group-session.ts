import { PartitionAssigners, type Broker, type Cluster, type Consumer as KafkaConsumer } from 'kafkajs';
import type { KafkaConfig } from '../../config/shared.config';
import type { MessagingMetrics } from '../messaging-metrics';
import { Deferred } from './deferred';
import { kafkaClient } from './kafka-client';
import { HEARTBEAT_MS, SESSION_TIMEOUT_MS, type Membership } from './membership';
import { PacedFetches } from './paced-fetches';
import { PartitionLease, type Fetching, type LeaseContext } from './partition-lease';

/** A member whose handlers take longer than this once a rebalance has begun is removed from the group. */
const REBALANCE_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 5_000;
/** How long a broker delays an empty response while a partition is not read: the longest wait of one that is resumed. */
const MAX_WAIT_MS = 500;
const MAX_BYTES_PER_PARTITION = 512 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
const CONCURRENT_PARTITIONS = 16;

export interface SessionOptions<Event> {
  readonly config: KafkaConfig;
  readonly clientId: string;
  readonly groupId: string;
  readonly topic: string;
  /** Member id of a former session that could not leave; the group would wait for it. */
  readonly formerMember: string | null;
  readonly lease: Omit<LeaseContext<Event>, 'fetching'>;
  /** Called after each join, with a promise that resolves when all partitions are opened. */
  readonly onJoined: (opened: Promise<unknown>) => void;
}

/** One kafkajs consumer, from joining the group until it leaves or crashes. Never reused. */
export class GroupSession<Event> implements Fetching {
  private readonly consumer: KafkaConsumer;
  private readonly metrics: MessagingMetrics;
  private readonly labels: Record<'topic' | 'group', string>;
  private readonly membership: Membership;
  private readonly over = new Deferred();
  private readonly fetches: PacedFetches;
  private leases = new Map<number, PartitionLease<Event>>();
  private cluster: Cluster | undefined;
  private isStopping = false;
  /** Set while the group may count this session as a member. */
  member: string | null = null;

  constructor(private readonly options: SessionOptions<Event>) {
    const { membership, metrics, consumer } = options.lease;
    this.membership = membership;
    this.metrics = metrics;
    this.labels = { topic: consumer.topic.name, group: consumer.group };
    this.fetches = new PacedFetches({
      gatherMs: consumer.gatherMs,
      isPatient: () => this.isReadingAll(),
      fetched: () => this.metrics.fetches.inc(this.labels),
    });
    this.consumer = this.createConsumer();
    this.consumer.on('consumer.heartbeat', () => this.membership.confirmed());
    this.consumer.on('consumer.group_join', ({ payload }) =>
      this.joined(payload.memberId, payload.memberAssignment[options.topic] ?? []),
    );
    this.consumer.on('consumer.commit_offsets', () => this.metrics.commits.inc(this.labels));
    this.consumer.on('consumer.rebalancing', () => void this.options.lease.progress.settled());
    this.consumer.on('consumer.crash', ({ payload }) => this.over.reject(payload.error));
    this.over.promise.catch(() => undefined);
  }

  /** Resolves once it has stopped; rejects if it can't join or crashes, so that a new session can be started. */
  async run(): Promise<void> {
    try {
      await this.consumer.connect();
      await this.leaveAsFormerMember();
      await this.consumer.subscribe({ topics: [this.options.topic], fromBeginning: true });
      await this.consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
        eachBatch: async (payload) => {
          await this.leases.get(payload.batch.partition)?.work(payload);
        },
      });
      await this.over.promise;
    } finally {
      await this.close();
    }
  }

  /** Finishes and commits the running batches, gives the partitions back, then leaves the group. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.control(() => this.consumer.pause([{ topic: this.options.topic }]));
    await Promise.all([...this.leases.values()].map((lease) => lease.end()));
    this.over.resolve();
  }

  pause(partition: number): void {
    this.control(() => this.consumer.pause([{ topic: this.options.topic, partitions: [partition] }]));
  }

  resume(partition: number): void {
    if (this.isStopping) return;
    this.control(() => this.consumer.resume([{ topic: this.options.topic, partitions: [partition] }]));
  }

  seek(partition: number, offset: number): void {
    this.control(() => this.consumer.seek({ topic: this.options.topic, partition, offset: String(offset) }));
  }

  /**
   * Every join counts as losing all partitions and gaining those of the new assignment: kafkajs does not tell
   * whether other members owned them in between.
   */
  private joined(member: string, partitions: readonly number[]): void {
    this.member = member;
    this.membership.confirmed();
    this.options.lease.progress.reassigned();
    this.metrics.keepLags(this.labels, partitions);
    const former = this.leases;
    const ends = new Map([...former].map(([partition, lease]) => [partition, lease.lose()]));
    for (const partition of former.keys()) this.resume(partition);
    this.leases = new Map();
    if (this.isStopping) return;
    const context = { ...this.options.lease, fetching: this };
    for (const partition of partitions) this.leases.set(partition, new PartitionLease(context, partition));
    const opened = [...this.leases].map(([partition, lease]) => lease.open(ends.get(partition)));
    this.options.onJoined(Promise.all(opened));
  }

  /** A partition that waits is fetched again only when the fetch has ended that began without it. */
  private isReadingAll(): boolean {
    return [...this.leases.values()].every((lease) => lease.isWorking);
  }

  private async close(): Promise<void> {
    const ends = [...this.leases.values()].map((lease) => lease.lose());
    const disconnected = this.consumer.disconnect().catch(() => undefined);
    // Only now: kafkajs would fetch again at once.
    this.fetches.stop();
    await disconnected;
    await Promise.all(ends);
    if (this.isStopping) this.member = null;
  }

  /** After a crash the group would wait for the former member until its session ends. */
  private async leaveAsFormerMember(): Promise<void> {
    const { groupId, formerMember: memberId } = this.options;
    if (memberId === null || !this.cluster) return;
    const coordinator = (await this.cluster.findGroupCoordinator({ groupId })) as LeavableCoordinator;
    await coordinator.leaveGroup({ groupId, memberId }).catch((error: unknown) => {
      if ((error as { type?: string }).type !== 'UNKNOWN_MEMBER_ID') throw error;
    });
  }

  private createConsumer(): KafkaConsumer {
    const { config, clientId, groupId } = this.options;
    return kafkaClient(config, clientId, REQUEST_TIMEOUT_MS).consumer({
      groupId,
      sessionTimeout: SESSION_TIMEOUT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: MAX_WAIT_MS,
      maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
      maxBytes: MAX_BYTES,
      allowAutoTopicCreation: false,
      partitionAssigners: [
        (assigner) => {
          this.cluster = assigner.cluster;
          this.fetches.takeOver(assigner.cluster);
          return PartitionAssigners.roundRobin(assigner);
        },
      ],
      // A crashed consumer is replaced by a new one, whatever the reason.
      retry: { retries: 5, maxRetryTime: 1_000, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  /** kafkajs throws when the consumer no longer runs; then there is nothing to control. */
  private control(action: () => void): void {
    try {
      action();
    } catch {
      // The leases of the consumer have ended.
    }
  }
}

/** Exists in kafkajs but not in its types. */
type LeavableCoordinator = Broker & {
  leaveGroup(request: { groupId: string; memberId: string }): Promise<void>;
};
