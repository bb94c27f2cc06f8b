import { FEED_EVENTS, type FeedEventType, type Principal } from '@yipii/domain';
import { WebhookRow, Webhooks, type AccountTransaction, type WebhookHealth } from '@yipii/persistence';
import { InvalidFields, viewBy } from '@yipii/platform';
import { demandWholeAccount, Refusal } from '../errors';
import { RegistryQuery, type Fields, type Resource } from '../registry/resource';
import { WebhookHealthView, WebhookInput, WebhookView } from './webhook.schema';

const stored = new Webhooks();
const healthView = viewBy(WebhookHealthView);

/** Webhooks tell of the whole account, so that whoever may see only some assets may not write them. */
export const webhooks: Resource<WebhookView> = {
  ...{ path: 'webhook', kind: 'webhook', entity: WebhookRow, view: WebhookView, input: WebhookInput },
  ...{ query: RegistryQuery, ofWholeAccount: true },
  scopes: { read: 'webhooks:write', write: 'webhooks:write' },
  columns: ({ enabled, events }, given) => ({
    ...{ isEnabled: enabled, events: [...new Set(events as string[])] },
    // What an endpoint has done wrong before is forgotten.
    ...(('enabled' in given || 'url' in given) && { enabledAt: new Date() }),
  }),
  related: async (tx, ids) => {
    // Nor read them: URLs may hold tokens.
    demandWholeAccount(tx.scope);
    const rows = await tx.entities.findBy(
      WebhookRow,
      ids.map((id) => ({ id })),
    );
    const health = await stored.healthOf(tx, ids);
    return new Map(rows.map((row) => [row.id, shownOf(row, health.get(row.id))]));
  },
  change: async (tx, caller, { after }) => {
    if (after) await demandAllowed(tx, caller, after);
    return {};
  },
};

/** One that was disabled is off, so that it can be switched on again. */
function shownOf({ isEnabled }: WebhookRow, health: WebhookHealth | undefined): Fields {
  return { enabled: isEnabled && health?.state !== 'disabled', health: health && healthView(health) };
}

/** @throws Refusal FORBIDDEN; InvalidFields */
async function demandAllowed(tx: AccountTransaction, caller: Principal, after: Fields): Promise<void> {
  const lacks = new Set((after.events as FeedEventType[]).map((type) => FEED_EVENTS[type]));
  for (const scope of caller.scopes) lacks.delete(scope as never);
  if (lacks.size > 0) throw new Refusal('FORBIDDEN', `Your own credential lacks ${[...lacks].join(', ')}.`);
  const unknown = await stored.unknownGroups(tx, (after.groupIds ?? []) as number[]);
  if (unknown.length > 0)
    throw new InvalidFields({ group_ids: [`There is no asset group ${unknown.join(', ')}.`] });
}
