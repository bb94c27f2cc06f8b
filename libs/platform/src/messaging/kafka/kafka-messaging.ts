import type { KafkaConfig } from '../../config/shared.config';
import type { Health } from '../../health/health';
import type { Lifecycle } from '../../lifecycle/lifecycle';
import type { Metrics } from '../../metrics/metrics';
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
}

/**
 * Messaging of one process over Kafka. Answers at once: connections are made, and made again, in the
 * background; `Health` tells while one is missing. `Lifecycle` closes them last.
 */
export function createKafkaMessaging(options: KafkaMessagingOptions): {
  publisher: EventPublisher;
  consumers: EventConsumers;
} {
  const { config, clientId, health, lifecycle } = options;
  const metrics = new MessagingMetrics(options.metrics);
  const topics = new KafkaTopics(config, clientId);
  const producer = new ConfirmingProducer(config, clientId);
  const publisher = new KafkaPublisher(producer, topics, metrics);
  const consumers = new KafkaConsumers({ config, clientId, topics, publisher, metrics, health });
  health.register('Kafka producer', () => producer.problem);
  lifecycle.onStop('close', 'kafka', async () => {
    await consumers.stop();
    await publisher.drain();
    await producer.close();
    await topics.close();
  });
  return { publisher, consumers };
}
