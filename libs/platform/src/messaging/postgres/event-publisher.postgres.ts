import type { Topic } from '@yipii/protocol';
import { inEnvelope } from '../in-envelope';
import type { MessagingMetrics } from '../messaging-metrics';
import { EventPublisher, NotPublished, type OutgoingEvent } from '../messaging.ports';
import type { LogAppender } from './log-appender';

export class PostgresEventPublisher extends EventPublisher {
  constructor(
    private readonly appender: LogAppender,
    private readonly metrics: MessagingMetrics,
  ) {
    super();
  }

  async publish<Event>(topic: Topic<Event>, events: readonly OutgoingEvent<Event>[]): Promise<void> {
    if (events.length === 0) return;
    const since = performance.now();
    try {
      await this.appender.append(topic, events.map(inEnvelope));
      this.metrics.publish.observe({ topic: topic.name }, (performance.now() - since) / 1_000);
    } catch (error) {
      if (error instanceof NotPublished) this.metrics.notPublished.inc({ topic: topic.name }, events.length);
      throw error;
    }
  }
}
