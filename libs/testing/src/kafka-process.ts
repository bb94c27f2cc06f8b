import { Health, KafkaConfig, Lifecycle, Metrics, createKafkaMessaging } from '@yipii/platform';
import type { MessagingProcess } from './messaging-scenario';

/** Messaging over Kafka (bootstrap brokers, comma-separated) as one of our processes has it. */
export function openKafkaProcess(
  broker: string,
  settings: Partial<KafkaConfig> = {},
): MessagingProcess & { readonly health: Health } {
  const config = Object.assign(new KafkaConfig(), {
    brokers: broker.split(','),
    createTopics: true,
    partitions: 4,
    replication: 0,
    publishTimeoutMs: 6_000,
    ...settings,
  });
  const lifecycle = new Lifecycle();
  const health = new Health();
  const options = { config, clientId: 'contract', metrics: new Metrics(), health, lifecycle };
  return { ...createKafkaMessaging(options), health, close: () => lifecycle.stop() };
}
