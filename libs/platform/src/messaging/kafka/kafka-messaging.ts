import type { Clock } from '../../clock/clock';
import type { KafkaConfig } from '../../config/shared.config';
import type { TopicRetentionConfig } from '../../config/topic-retention.config';
import type { Health } from '../../health/health';
import type { Lifecycle } from '../../lifecycle/lifecycle';
import type { Metrics } from '../../metrics/metrics';
import { ConsumerFailures } from '../consumer-failures';
import type { EventConsumers, EventPublisher } from '../messaging.ports';
import { MessagingMetrics } from '../messaging-metrics';
import { ConfirmingProducer } from './confirming-producer';
import { KafkaConsumers } from './kafka-consumers';
import { KafkaPublisher } from './kafka-publisher';
import { KafkaTopics } from './kafka-topics';

export interface KafkaMessagingOptions {
  readonly config: KafkaConfig;
  /** Name of the app; the brokers log it. */
  readonly clientId: string;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly lifecycle: Lifecycle;
  readonly clock: Clock;
  /** Absent: as the topics say. */
  readonly retention?: TopicRetentionConfig;
}

/**
 * Messaging of one process over Kafka. Returns at once: connections are opened and reopened in the
 * background; `Health` is red while one is missing. `Lifecycle` closes them last.
 */
export function createKafkaMessaging(options: KafkaMessagingOptions): {
  publisher: EventPublisher;
  consumers: EventConsumers;
} {
  const { config, clientId, health, lifecycle, clock, retention } = options;
  const metrics = new MessagingMetrics(options.metrics);
  const topics = new KafkaTopics(config, clientId, retention);
  const producer = new ConfirmingProducer(config, clientId);
  const publisher = new KafkaPublisher(producer, topics, metrics);
  const failures = new ConsumerFailures(metrics, health, clock);
  const consumers = new KafkaConsumers({ config, clientId, topics, publisher, metrics, failures, health });
  health.register('Kafka producer', () => producer.problem);
  lifecycle.onStop('close', 'kafka', async () => {
    await consumers.stop();
    await publisher.drain();
    await producer.close();
    await topics.close();
  });
  return { publisher, consumers };
}
