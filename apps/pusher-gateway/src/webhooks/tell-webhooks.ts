import type { PusherApp } from '../apps/pusher-app';
import type { WebhookEvent } from '../apps/webhook-events';

/** Notifies an app's backend of events on its channels. */
export interface TellWebhooks {
  tell(app: PusherApp, event: WebhookEvent): void;
}
