import type { Provider } from '@nestjs/common';
import { WorkerUnitOfWork } from '@yipii/persistence';
import {
  Clock,
  EncryptionConfig,
  HttpOutgoingPost,
  Lifecycle,
  Metrics,
  Outbox,
  OutgoingConfig,
  provide,
  SealedTexts,
  WorkerDatabase,
} from '@yipii/platform';
import { FeedReader } from '../feed/feed-reader.postgres';
import { DeliveryTable } from './delivery-table';
import { ACCOUNTS_WITH_WEBHOOKS, PlanDeliveries } from './plan-deliveries';
import { RunWebhooks, WebhookTimerParts } from './run-webhooks';
import { DeliveryParts, SendDeliveries } from './send-deliveries';
import { SettleAttempt } from './settle-attempt';
import { WebhookMetrics } from './webhook.metrics';

/** How long an endpoint may take to answer. */
const TIMEOUT_MS = 10_000;

/** The delivery to webhooks of accounts. */
export const WEBHOOK_PROVIDERS: Provider[] = [
  provide(DeliveryTable, WorkerDatabase),
  provide(WebhookMetrics, Metrics),
  {
    provide: PlanDeliveries,
    inject: [WorkerDatabase, WorkerUnitOfWork, Clock],
    useFactory: (database: WorkerDatabase, unitOfWork: WorkerUnitOfWork, clock: Clock) =>
      new PlanDeliveries(new FeedReader('webhooks', ACCOUNTS_WITH_WEBHOOKS, database, unitOfWork), clock),
  },
  {
    provide: DeliveryParts,
    inject: [DeliveryTable, OutgoingConfig, EncryptionConfig, Clock],
    useFactory: (table: DeliveryTable, outgoing: OutgoingConfig, { keys }: EncryptionConfig, clock: Clock) =>
      new DeliveryParts(
        table,
        new HttpOutgoingPost(outgoing, undefined, TIMEOUT_MS),
        new SealedTexts(keys),
        clock,
      ),
  },
  {
    provide: SettleAttempt,
    inject: [WorkerDatabase, WorkerUnitOfWork],
    useFactory: (database: WorkerDatabase, unitOfWork: WorkerUnitOfWork) =>
      new SettleAttempt(database, unitOfWork),
  },
  provide(SendDeliveries, DeliveryParts, SettleAttempt, WebhookMetrics),
  provide(WebhookTimerParts, WorkerDatabase, Outbox, Clock),
  provide(RunWebhooks, PlanDeliveries, SendDeliveries, DeliveryTable, WebhookTimerParts, Lifecycle),
];
