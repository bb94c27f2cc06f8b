import type { OutgoingRequest } from '@yipii/platform';
import { hmac } from '@yipii/protocol';
import type { PusherApp, WebhookEndpoint } from '../apps/pusher-app';
import type { PreparedEvent } from './waiting-events';

/** Size of the JSON around the events, in bytes. */
export const ENVELOPE_BYTES = 64;

/** One POST; every retry is identical to the byte (Pusher Channels, "Webhooks"). `now` is epoch ms. */
export function webhookRequest(
  { key, secret }: Pick<PusherApp, 'key' | 'secret'>,
  { url, headers: own }: Pick<WebhookEndpoint, 'url' | 'headers'>,
  events: readonly PreparedEvent[],
  now: number,
): OutgoingRequest {
  const body = `{"time_ms":${now},"events":[${events.map(({ json }) => json).join(',')}]}`;
  const headers = {
    ...own,
    'content-type': 'application/json',
    'x-pusher-key': key,
    'x-pusher-signature': hmac(secret, body),
  };
  return { url, headers, body };
}
