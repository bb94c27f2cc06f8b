import { randomUUID } from 'node:crypto';
import { credentialOf, type AccountScope } from '@yipii/domain';
import {
  once,
  recordAudit,
  RegistryRepository,
  WebhookRow,
  Webhooks,
  type AccountTransaction,
  type DeliveryPageRequest,
  type SeriesPage,
  type UnitOfWork,
  type WebhookDelivery,
  type WebhookWish,
} from '@yipii/persistence';
import type { WriteRequest } from '@yipii/platform';
import { demandWholeAccount, Refusal } from '../errors';
import { notFound } from '../registry/resource-writer';

const rows = new RegistryRepository(WebhookRow);
const stored = new Webhooks();

/** What became of what a webhook was told. Deliveries are alerting's, which is asked for tests and replays. */
export class ManageDeliveries {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  list(scope: AccountScope, wanted: DeliveryPageRequest): Promise<SeriesPage<WebhookDelivery>> {
    return this.unitOfWork.inAccount(scope, async (tx) => {
      await demandWebhook(tx, wanted.webhookId);
      return stored.deliveries(tx, wanted);
    });
  }

  /** Returns the id of the delivery that will be made. */
  ask(request: WriteRequest, webhookId: number, wish: WebhookWish): Promise<string> {
    const { principal, repeatable } = request;
    return this.unitOfWork.inAccount(principal.scope, (tx) =>
      once(tx, repeatable, async () => {
        await demandWebhook(tx, webhookId);
        if (wish.kind === 'replay' && !(await stored.hasDelivery(tx, webhookId, wish.deliveryId)))
          throw new Refusal('NOT_FOUND', 'There is no such delivery.');
        const id = randomUUID();
        await stored.ask(tx, webhookId, id, wish);
        const entry = { action: wish.kind, kind: 'webhook', id: webhookId, changes: {} };
        await recordAudit(tx, credentialOf(principal), entry);
        return id;
      }),
    );
  }
}

async function demandWebhook(tx: AccountTransaction, id: number): Promise<void> {
  demandWholeAccount(tx.scope);
  if (!(await rows.find(tx, { id }))) throw notFound({ kind: 'webhook' });
}
