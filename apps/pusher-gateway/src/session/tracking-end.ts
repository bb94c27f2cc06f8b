import { LINK_ENDS, type LinkEnd } from '@yipii/domain';
import {
  closeReasons,
  linkEvent,
  linkExpired,
  serverFrames,
  trackingClose,
  trackingErrorOf,
  trackingErrors,
  trackingRefusal,
  type AccessRevoked,
  type ChannelEvent,
  type CloseReason,
  type Grant,
  type LinkExpired,
  type SubscriptionRefusal,
  type TrackingError,
} from '@yipii/protocol';
import type { Effect } from './session';

const UNAVAILABLE = 503;

/** What was revoked, and when (ISO 8601 UTC). */
export type Revocation = AccessRevoked & { readonly at: string };

/** How a viewer's access to a link ends. */
export interface TrackingEnd {
  /** On the channel, before anything else. */
  readonly lastEvent: ChannelEvent | null;
  readonly error: TrackingError;
}

export function endOfLink(change: LinkExpired): TrackingEnd {
  return { lastEvent: linkEvent(change), error: trackingErrors.linkInactive };
}

/** Null: what was revoked is nothing of a viewer's. */
export function endByRevocation({ kind, reason, at }: Revocation): TrackingEnd | null {
  if (kind === 'session') return { lastEvent: null, error: trackingErrors.invalidSessionToken };
  if (kind !== 'link') return null;
  const known = LINK_ENDS.includes(reason as LinkEnd) ? (reason as LinkEnd) : 'disabled';
  return { lastEvent: linkExpired(known, at), error: trackingErrors.linkInactive };
}

/** The time of a viewer's grant is up. */
export function endByTime({ ends, expiresAt }: Grant): TrackingEnd {
  if (ends !== 'link') return { lastEvent: null, error: trackingErrors.sessionExpired };
  const at = new Date(expiresAt).toISOString();
  return { lastEvent: linkExpired('time', at), error: trackingErrors.linkInactive };
}

/**
 * What is to be done when a viewer's subscription ends. The last channel of a connection takes it along:
 * then a close with `trackingClose(end.error)` must follow.
 */
export function farewell(
  channel: string,
  { lastEvent, error }: TrackingEnd,
  isLast: boolean,
): readonly Effect[] {
  const told: readonly Effect[] = lastEvent ? [{ do: 'tell', channel, ...lastEvent }] : [];
  const left = [...told, { do: 'leave', channel } as const];
  if (isLast) return left;
  const frame = serverFrames.subscriptionError(channel, trackingRefusal(error));
  return [...left, { do: 'send', frame }];
}

/** With which code a connection that has no other channel is closed after the refusal; null: it stays. */
export function closeAfter(refusal: SubscriptionRefusal): CloseReason | null {
  // pusher-js would wait for ever for a channel that it asked for; so it comes back and asks again.
  if (refusal.status === UNAVAILABLE) return closeReasons.overCapacity;
  const error = trackingErrorOf(refusal);
  return error && trackingClose(error);
}
