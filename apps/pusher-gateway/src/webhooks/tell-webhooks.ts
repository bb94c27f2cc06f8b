import type { PusherApp } from '../apps/pusher-app';
import type { WebhookEvent } from '../apps/webhook-events';

/** Tells an app's server what happens on its channels. */
export interface TellWebhooks {
  tell(app: PusherApp, event: WebhookEvent): void;
}
