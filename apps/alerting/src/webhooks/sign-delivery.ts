import { webhookPurpose, type OutgoingRequest, type SealedTexts } from '@yipii/platform';
import { Webhook } from 'standardwebhooks';
import type { ClaimedDelivery, ToldEvent } from './delivery-table';

/**
 * Makes the request of a delivery by Standard Webhooks, signed with each secret that is valid.
 * @param now epoch ms
 */
export function signDelivery(
  delivery: ClaimedDelivery,
  event: ToldEvent,
  texts: SealedTexts,
  now: number,
): OutgoingRequest {
  const { eventId, url, accountId, secret, previousSecret } = delivery;
  const body = bodyOf(delivery, event);
  const at = new Date(now);
  const sealed = previousSecret === null ? [secret] : [secret, previousSecret];
  const signatures = sealed.map((one) =>
    new Webhook(texts.open(one, webhookPurpose(accountId))).sign(eventId, at, body),
  );
  return {
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Yipii-Live-Webhooks',
      'webhook-id': eventId,
      'webhook-timestamp': String(Math.floor(now / 1_000)),
      'webhook-signature': signatures.join(' '),
    },
    body,
  };
}

/** As the event feed has it. */
function bodyOf({ eventId, type, accountKey }: ClaimedDelivery, event: ToldEvent): string {
  const { occurredAt, emittedAt, assetId, deviceId, data } = event;
  return JSON.stringify({ eventId, type, occurredAt, emittedAt, accountKey, assetId, deviceId, data });
}
