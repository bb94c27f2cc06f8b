import { Logger } from '@nestjs/common';
import type { Topic } from '@yipii/protocol';
import { deadLetterOf, deadLetterTopic, offsetOf, type DeadLetter } from './dead-letter';
import type { DecodedMessages, RawMessage } from './decode-batch';
import type { Lag, MessagingMetrics } from './messaging-metrics';
import type { Batch, ConsumedEvent, Consumer, EventPublisher, OutgoingEvent } from './messaging.ports';
import { Unprocessable } from './unprocessable';

/** The position of a batch in its partition. */
export interface BatchPlace {
  readonly partition: number;
  readonly nextOffset: number;
  readonly lag: number;
  /** See {@link Batch.publish}. */
  readonly publish: EventPublisher['publish'];
  /** Returns the message at an offset of the batch, as stored in the log. */
  readonly rawAt: (offset: number) => Promise<RawMessage | undefined>;
}

/**
 * Returns a consumer that reads a topic with `delivery: replicas` in one group for all replicas, only to
 * dead-letter what can't be decoded. Otherwise each replica would do so at each start.
 */
export function deadLetteringConsumer(topic: Topic<unknown>): Consumer<unknown> {
  return { topic: { ...topic, delivery: 'group' }, group: 'dead-letters', handle: () => Promise.resolve() };
}

/** Delivers the batches of one partition to its consumer, and dead-letters what can't be processed. */
export class BatchDelivery<Event> {
  private readonly log = new Logger('consumer');
  /** Offsets already dead-lettered, of a batch that must be retried. */
  private readonly deadLettered = new Set<number>();
  private lag: Lag | undefined;

  constructor(
    private readonly consumer: Consumer<Event>,
    private readonly metrics: MessagingMetrics,
  ) {}

  /**
   * Makes one attempt: dead-letters undecodable messages, then lets the consumer handle the rest. Resolves when the
   * batch may be committed; rejects when all of it must be retried.
   */
  async run({ events, deadLetters }: DecodedMessages<Event>, place: BatchPlace): Promise<void> {
    const { topic, group } = this.consumer;
    if (deadLetters.length > 0) await this.deadLetter(deadLetters, place);
    const handled = await this.handle(events, place);
    if (this.deadLettered.size > 0) await this.consumer.owner?.passedDeadLetters?.(place.partition);
    this.deadLettered.clear();
    this.metrics.consumed.inc({ topic: topic.name, group }, handled);
    this.lag ??= this.metrics.lagOf({ topic: topic.name, group }, place.partition);
    this.lag.events = place.lag;
  }

  /** Returns how many events the consumer has handled. */
  private async handle(events: readonly ConsumedEvent<Event>[], place: BatchPlace): Promise<number> {
    for (;;) {
      const remaining =
        this.deadLettered.size === 0 ? events : events.filter(({ offset }) => !this.deadLettered.has(offset));
      try {
        await this.handOver(remaining, place);
        return remaining.length;
      } catch (error) {
        const letter = await unprocessed(error, remaining, { ...place, topic: this.consumer.topic.name });
        if (!letter) throw error;
        await this.deadLetter([letter], place);
      }
    }
  }

  /** An owner stores the offset itself, so it also gets batches of which nothing is left. */
  private async handOver(events: readonly ConsumedEvent<Event>[], place: BatchPlace): Promise<void> {
    const { topic, owner } = this.consumer;
    if (events.length === 0 && !owner) return;
    const { partition, nextOffset, lag, publish } = place;
    const batch: Batch<Event> = { topic, events, partition, nextOffset, lag, publish };
    await this.consumer.handle(batch);
  }

  private async deadLetter(
    letters: readonly OutgoingEvent<DeadLetter>[],
    { publish }: BatchPlace,
  ): Promise<void> {
    const fresh = letters.filter((letter) => !this.deadLettered.has(offsetOf(letter) ?? -1));
    if (fresh.length === 0) return;
    const { topic, group } = this.consumer;
    const isReplica = topic.delivery === 'replicas';
    if (!isReplica) await publish(deadLetterTopic(topic), fresh);
    for (const letter of fresh) this.deadLettered.add(offsetOf(letter) ?? -1);
    this.log.error({
      msg: isReplica
        ? 'messages that can not be processed were skipped'
        : 'messages that can not be processed are in the dead-letter topic',
      topic: topic.name,
      group,
      count: fresh.length,
      reason: fresh[0]?.event.reason,
    });
    if (!isReplica) this.metrics.deadLetters.inc({ topic: topic.name, group }, fresh.length);
  }
}

/** Returns the dead letter of the message that a handler refused; undefined for any other failure. */
async function unprocessed(
  error: unknown,
  events: readonly ConsumedEvent<unknown>[],
  { topic, partition, rawAt }: BatchPlace & { readonly topic: string },
): Promise<OutgoingEvent<DeadLetter> | undefined> {
  if (!(error instanceof Unprocessable)) return undefined;
  const refused = events.find(({ offset }) => offset === error.offset);
  if (!refused) return undefined;
  const { offset, ...envelope } = refused;
  const raw = (await rawAt(offset)) ?? { key: envelope.subject, value: JSON.stringify(envelope), offset };
  return deadLetterOf(raw, { topic, partition }, error.message);
}
