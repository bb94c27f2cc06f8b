import type { Scope } from '../access/scopes';

/** What the event feed and webhooks tell, and the scope that it takes to be told. */
export const FEED_EVENTS = {
  'asset.status_changed': 'positions:read',
  'device.first_seen': 'fleet:read',
} as const satisfies Record<string, Scope>;

export type FeedEventType = keyof typeof FEED_EVENTS;

export const FEED_EVENT_TYPES = Object.keys(FEED_EVENTS) as FeedEventType[];

/** How long the feed keeps an event. */
export const FEED_DAYS = 7;
