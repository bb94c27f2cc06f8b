import type { Provider } from '@nestjs/common';
import { WorkerDatabase } from '../database/databases';
import { Lifecycle } from '../lifecycle/lifecycle';
import { EventPublisher } from '../messaging/messaging.ports';
import { Metrics } from '../metrics/metrics';
import { provide } from '../wiring/provide';
import { Outbox } from './outbox';
import { OutboxMetrics } from './outbox-metrics';
import { OutboxRelay } from './outbox-relay';
import { OutboxTable } from './outbox-table';

/** What publishes the outbox; a process has it once. */
export const OUTBOX_RELAY: readonly Provider[] = [
  provide(OutboxMetrics, Metrics),
  {
    provide: OutboxTable,
    inject: [WorkerDatabase],
    useFactory: (database: WorkerDatabase) => new OutboxTable(database),
  },
  provide(OutboxRelay, OutboxTable, EventPublisher, Outbox, OutboxMetrics, Lifecycle),
];
