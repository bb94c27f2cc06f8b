import { Module, type DynamicModule } from '@nestjs/common';
import { Clock } from '../../clock/clock';
import { KafkaConfig } from '../../config/shared.config';
import { TopicRetentionConfig } from '../../config/topic-retention.config';
import { Health } from '../../health/health';
import { Lifecycle } from '../../lifecycle/lifecycle';
import { Metrics } from '../../metrics/metrics';
import { MessagingServer } from '../messaging-server';
import { EventConsumers, EventPublisher } from '../messaging.ports';
import { createKafkaMessaging } from './kafka-messaging';

type Messaging = ReturnType<typeof createKafkaMessaging>;
const MESSAGING = Symbol('Kafka messaging');

/** Messaging of a service in a cluster. */
@Module({})
export class KafkaModule {
  /** @param clientId name of the app; the brokers log it */
  static as(clientId: string): DynamicModule {
    return {
      module: KafkaModule,
      global: true,
      providers: [
        {
          provide: MESSAGING,
          inject: [KafkaConfig, Metrics, Health, Lifecycle, Clock, TopicRetentionConfig],
          // eslint-disable-next-line no-restricted-syntax -- the parts of the process, in the order of `inject`
          useFactory: (
            config: KafkaConfig,
            metrics: Metrics,
            health: Health,
            lifecycle: Lifecycle,
            clock: Clock,
            retention: TopicRetentionConfig,
          ) => createKafkaMessaging({ config, clientId, metrics, health, lifecycle, clock, retention }),
        },
        { provide: EventPublisher, inject: [MESSAGING], useFactory: ({ publisher }: Messaging) => publisher },
        { provide: EventConsumers, inject: [MESSAGING], useFactory: ({ consumers }: Messaging) => consumers },
        MessagingServer,
      ],
      exports: [EventPublisher, EventConsumers, MessagingServer],
    };
  }
}
