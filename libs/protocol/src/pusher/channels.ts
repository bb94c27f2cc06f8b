import type { AlertChange } from '../events/alert-triggered';
import type { EventKind } from './grant';

/** The channels of our own app; all others are refused. Canonical spelling only. */
export const accountChannel = (accountKey: string): string => `private-account.${accountKey}`;
export const groupChannel = (groupId: number): string => `private-group.${groupId}`;
export const assetChannel = (assetId: number): string => `private-asset.${assetId}`;
export const trackingChannel = (linkUuid: string): string => `private-tracking.${linkUuid}`;

export type FleetChannel =
  | { readonly kind: 'account'; readonly accountKey: string }
  | { readonly kind: 'group'; readonly groupId: number }
  | { readonly kind: 'asset'; readonly assetId: number };

/** The channel of a tracking link, for its viewers. */
export interface TrackingChannel {
  readonly kind: 'tracking';
  readonly linkUuid: string;
}

/** Returns the meaning of a channel name of our own app, or null if there is no such channel. */
export function parseLiveChannel(name: string): FleetChannel | TrackingChannel | null {
  const linkUuid = TRACKING.exec(name)?.[1];
  return linkUuid === undefined ? parseFleetChannel(name) : { kind: 'tracking', linkUuid };
}

/** A UUID of version 4 in lower case (RFC 9562 §5.4). */
const TRACKING = /^private-tracking\.([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;

/** Does the same for the fleet's channels alone. */
export function parseFleetChannel(name: string): FleetChannel | null {
  const account = /^private-account\.([a-z0-9][a-z0-9-]{2,31})$/.exec(name)?.[1];
  if (account !== undefined) return { kind: 'account', accountKey: account };
  const [, kind, digits] = /^private-(group|asset)\.([1-9]\d{0,15})$/.exec(name) ?? [];
  const id = Number(digits);
  if (kind === undefined || !Number.isSafeInteger(id)) return null;
  return kind === 'group' ? { kind, groupId: id } : { kind: 'asset', assetId: id };
}

/** Wire names of the fleet's events, with the leading dot that raw `channel.bind` needs. */
export const FLEET_EVENTS = {
  locationUpdated: '.location.updated',
  statusChanged: '.status.changed',
} as const;

/** Wire names of what becomes of alerts, by the type of the event. */
export const ALERT_EVENTS = {
  'alert.raised': '.alert.triggered',
  'alert.cleared': '.alert.cleared',
  'alert.acknowledged': '.alert.acknowledged',
} as const satisfies Record<AlertChange, string>;

const ALERT_EVENT = /^\.alert\.[a-z]+$/;
const OF_POSITIONS: ReadonlySet<string> = new Set(Object.values(FLEET_EVENTS));

/** Returns the kind of a fleet event by its wire name; null for any other event, which no subscription delivers. */
export function eventKindOf(event: string): EventKind | null {
  if (OF_POSITIONS.has(event)) return 'positions';
  return ALERT_EVENT.test(event) ? 'alerts' : null;
}

/** Wire names of the events of a tracking link. */
export const TRACKING_EVENTS = {
  locationUpdated: FLEET_EVENTS.locationUpdated,
  linkExpired: '.link.expired',
  scheduleChanged: '.schedule.changed',
  vehicleChanged: '.vehicle.changed',
  visibilityChanged: '.visibility.changed',
} as const;

/**
 * Returns the name of an event for a connection under `/plain`, where Laravel Echo listens without the dot.
 */
export function plainEventName(event: string): string {
  return event.startsWith('.') ? event.slice(1) : event;
}
