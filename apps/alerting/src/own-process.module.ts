import { Module } from '@nestjs/common';
import {
  EventPublisher,
  Lifecycle,
  Metrics,
  Outbox,
  OutboxMetrics,
  OutboxRelay,
  OutboxTable,
  provide,
  WorkerDatabase,
} from '@yipii/platform';

/** What a process of its own needs, and standalone has from the API. */
@Module({
  providers: [
    provide(OutboxMetrics, Metrics),
    {
      provide: OutboxTable,
      inject: [WorkerDatabase],
      useFactory: (database: WorkerDatabase) => new OutboxTable(database),
    },
    provide(OutboxRelay, OutboxTable, EventPublisher, Outbox, OutboxMetrics, Lifecycle),
  ],
})
export class OwnProcessModule {}
