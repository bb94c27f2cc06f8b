import {
  Health,
  KafkaConfig,
  Lifecycle,
  Metrics,
  SystemClock,
  createKafkaMessaging,
  type Clock,
} from '@yipii/platform';
import type { MessagingProcess } from './messaging-scenario';

/** Messaging over Kafka (bootstrap brokers, comma-separated) as one of our processes has it. */
export function openKafkaProcess(
  broker: string,
  settings: Partial<KafkaConfig> = {},
  clock: Clock = new SystemClock(),
): MessagingProcess {
  const config = Object.assign(new KafkaConfig(), {
    brokers: broker.split(','),
    createTopics: true,
    partitions: 4,
    replication: 0,
    publishTimeoutMs: 6_000,
    ...settings,
  });
  const lifecycle = new Lifecycle();
  const [health, metrics] = [new Health(), new Metrics()];
  const options = { config, clientId: 'contract', metrics, health, lifecycle, clock };
  return { ...createKafkaMessaging(options), health, metrics, close: () => lifecycle.stop() };
}
