import { Global, Module } from '@nestjs/common';
import { Clock } from '../../clock/clock';
import { DatabaseConfig } from '../../config/shared.config';
import { TopicRetentionConfig } from '../../config/topic-retention.config';
import { Health } from '../../health/health';
import { Lifecycle } from '../../lifecycle/lifecycle';
import { Metrics } from '../../metrics/metrics';
import { MessagingServer } from '../messaging-server';
import { EventConsumers, EventPublisher } from '../messaging.ports';
import { createPostgresMessaging } from './create-postgres-messaging';

type Messaging = Awaited<ReturnType<typeof createPostgresMessaging>>;
const MESSAGING = Symbol('PostgreSQL log');

/** Messaging of standalone: the log in its database. */
@Global()
@Module({
  providers: [
    {
      provide: MESSAGING,
      inject: [DatabaseConfig, Metrics, Health, Lifecycle, Clock, TopicRetentionConfig],
      // eslint-disable-next-line no-restricted-syntax -- the parts of the process, in the order of `inject`
      useFactory: (
        { url }: DatabaseConfig,
        metrics: Metrics,
        health: Health,
        lifecycle: Lifecycle,
        clock: Clock,
        retention: TopicRetentionConfig,
      ) => createPostgresMessaging({ url, metrics, health, lifecycle, clock, retention }),
    },
    { provide: EventPublisher, inject: [MESSAGING], useFactory: ({ publisher }: Messaging) => publisher },
    { provide: EventConsumers, inject: [MESSAGING], useFactory: ({ consumers }: Messaging) => consumers },
    MessagingServer,
  ],
  exports: [EventPublisher, EventConsumers, MessagingServer],
})
export class PostgresLogModule {}
