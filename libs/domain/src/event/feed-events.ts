import type { Scope } from '../access/scopes';

/** The events of the event feed and of webhooks, each with the scope that it requires. */
export const FEED_EVENTS = {
  'alert.raised': 'alerts:read',
  'alert.cleared': 'alerts:read',
  'alert.acknowledged': 'alerts:read',
  'asset.status_changed': 'positions:read',
  'device.first_seen': 'fleet:read',
  'link.opened': 'links:read',
  'link.arriving': 'links:read',
  'link.expired': 'links:read',
  'webhook.failing': 'webhooks:write',
  'webhook.disabled': 'webhooks:write',
} as const satisfies Record<string, Scope>;

export type FeedEventType = keyof typeof FEED_EVENTS;

export const FEED_EVENT_TYPES = Object.keys(FEED_EVENTS) as FeedEventType[];

/** How long the feed keeps an event. */
export const FEED_DAYS = 7;
