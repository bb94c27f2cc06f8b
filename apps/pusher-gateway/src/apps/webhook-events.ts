/** An event of a webhook (Pusher Channels, "Webhooks"), in the form of its body. */
export type WebhookEvent =
  | { readonly name: 'channel_occupied' | 'channel_vacated' | 'cache_miss'; readonly channel: string }
  | {
      readonly name: 'member_added' | 'member_removed';
      readonly channel: string;
      readonly user_id: string;
    }
  | {
      readonly name: 'client_event';
      readonly channel: string;
      readonly event: string;
      /** As the client sent it, as a text. */
      readonly data: string;
      readonly socket_id: string;
      /** On presence channels. */
      readonly user_id?: string;
    }
  | { readonly name: 'subscription_count'; readonly channel: string; readonly subscription_count: number };

export const WEBHOOK_EVENTS = [
  'channel_occupied',
  'channel_vacated',
  'cache_miss',
  'member_added',
  'member_removed',
  'client_event',
  'subscription_count',
] as const satisfies readonly WebhookEvent['name'][];
