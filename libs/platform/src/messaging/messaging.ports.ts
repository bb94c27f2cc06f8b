import type { Envelope, EventAccount, Topic } from '@yipii/protocol';

/** An event to be published; the publisher puts it into an {@link Envelope}. */
export interface OutgoingEvent<Event> {
  /** What the event is about: the envelope's `subject`. Order is kept per key. */
  readonly key: string;
  readonly event: Event;
  /** A UUID derived from the event's cause, so that readers recognise repetitions; absent: a new one. */
  readonly id?: string;
  /** ISO 8601 UTC; absent: now. */
  readonly occurredAt?: string;
  /** Required where the topic is `owned`. */
  readonly account?: EventAccount | null;
  /** W3C trace context of its cause; absent: that of the current request, if any. */
  readonly traceparent?: string | null;
}

/**
 * Writes events to the log. Two implementations, Kafka and a log in PostgreSQL, keep the same promises
 * (`messaging.contract.ts` in `@yipii/testing`).
 */
export abstract class EventPublisher {
  /**
   * Resolves when the events are durable (Kafka: `acks=all`), all of them or none. Events with the same key keep
   * the order of the calls. Rejects with {@link NotPublished} while the log is unavailable; the same publisher
   * recovers by itself.
   */
  abstract publish<Event>(topic: Topic<Event>, events: readonly OutgoingEvent<Event>[]): Promise<void>;
}

/** An event as a consumer gets it. */
export interface ConsumedEvent<Event> extends Envelope<Event> {
  /** Position in its partition, without gaps. */
  readonly offset: number;
}

/**
 * Consecutive events of one partition, without those that are in the dead-letter topic. For a consumer with
 * an owner it may be empty: then only the offset moves on.
 */
export interface Batch<Event> {
  readonly topic: Topic<Event>;
  readonly partition: number;
  readonly events: readonly ConsumedEvent<Event>[];
  /** Offset behind the last event, where the next batch starts (undecodable messages counted). */
  readonly nextOffset: number;
  /** Number of events of the partition waiting behind this batch, as far as known. */
  readonly lag: number;
  /**
   * As {@link EventPublisher.publish}, fenced: rejects with {@link PartitionLost} once another member may
   * own the partition, so that a process which was frozen writes nothing stale.
   */
  readonly publish: EventPublisher['publish'];
}

/** A reader of a topic. */
export interface Consumer<Event> {
  readonly topic: Topic<Event>;
  /**
   * Name of the consumer group (`delivery: group`): each group gets every event once it has committed it, again if it did not.
   * With `delivery: replicas` every process gets all events from two minutes before its start on.
   */
  readonly group: string;
  /**
   * Resolves when the work of the batch is durable; only then is it committed. If it rejects, the same
   * events are delivered again, in order, with growing pauses, and only this partition waits; after a minute
   * the process is no longer ready. If it rejects with {@link Unprocessable}, the message named there goes to
   * the dead-letter topic and the others are delivered again at once. Partitions run concurrently, batches
   * of one partition never do.
   */
  handle(batch: Batch<Event>): Promise<void>;
  /**
   * How long events of a steady stream may wait in Kafka to be handled together, for what nobody waits for: each
   * handling has its price. By default a few milliseconds; none behind a backlog.
   */
  readonly gatherMs?: number;
  /** For a consumer that stores its offsets itself, together with its state. */
  readonly owner?: PartitionOwner;
}

/** A consumer that keeps state and offset of the partitions it owns in one store (checkpoint). */
export interface PartitionOwner {
  /**
   * The partition is given to this process; before its first batch. Loads the state, takes the partition
   * over from its former owner and answers the offset to read from; null: where the group last committed.
   * If it rejects it is tried again with growing pauses.
   */
  assigned(partition: number): Promise<number | null>;
  /**
   * Messages of the batch that was handled last are in the dead-letter topic. Stores its offset now, so that no
   * later owner meets them again. Must not reject.
   */
  passedDeadLetters?(partition: number): Promise<void>;
  /** Called after the last batch when the partition goes to another process or this one stops. Must not reject. */
  revoked(partition: number): Promise<void>;
}

export interface RunningConsumer {
  /** Resolves once partitions are assigned; with `delivery: replicas`, once positioned. */
  readonly ready: Promise<void>;
  /** Starts no new batch, waits for the running ones, commits, revokes and leaves the group. */
  stop(): Promise<void>;
}

export abstract class EventConsumers {
  abstract start<Event>(consumer: Consumer<Event>): RunningConsumer;
}

/** The log did not confirm the events. They may or may not be stored; a repetition keeps its order. */
export class NotPublished extends Error {
  override readonly name = 'NotPublished';
}

/** This process no longer owns the partition; its state is to be dropped. */
export class PartitionLost extends Error {
  override readonly name = 'PartitionLost';
}
