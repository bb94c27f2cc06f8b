import { Logger } from '@nestjs/common';
import { deadLetterTopic } from './dead-letter';
import type { DecodedMessages } from './decode-batch';
import type { MessagingMetrics } from './messaging-metrics';
import type { Batch, Consumer, EventPublisher } from './messaging.ports';

const log = new Logger('consumer');

/** Where a batch stands in its partition. */
export interface BatchPlace {
  readonly partition: number;
  readonly nextOffset: number;
  readonly lag: number;
  /** See {@link Batch.publish}. */
  readonly publish: EventPublisher['publish'];
}

/**
 * One try: stores what can't be read as dead letters, then lets the consumer handle the rest. Resolves when
 * the batch may be committed; rejects where all of it is to come again.
 */
export async function deliverBatch<Event>(
  consumer: Consumer<Event>,
  { events, deadLetters }: DecodedMessages<Event>,
  place: BatchPlace,
  metrics: MessagingMetrics,
): Promise<void> {
  const { topic, group } = consumer;
  if (deadLetters.length > 0) {
    await place.publish(deadLetterTopic(topic), deadLetters);
    log.error({
      msg: 'messages that can not be read are in the dead-letter topic',
      topic: topic.name,
      group,
      count: deadLetters.length,
      reason: deadLetters[0]?.event.reason,
    });
    metrics.deadLetters.inc({ topic: topic.name, group }, deadLetters.length);
  }
  if (events.length > 0) {
    const batch: Batch<Event> = { topic, events, ...place };
    await consumer.handle(batch);
  }
  metrics.consumed.inc({ topic: topic.name, group }, events.length);
  metrics.lag.set({ topic: topic.name, group, partition: place.partition }, place.lag);
}
