import { LINK_ENDS, type LinkEnd } from '@yipii/domain';
import {
  closeReasons,
  linkEvent,
  linkExpired,
  trackingClose,
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
import { refusal } from './admission';

/** What was revoked, and when (ISO 8601 UTC). */
export type Revocation = AccessRevoked & { readonly at: string };

/** How a subscription ends when its access ends. */
export interface ChannelEnd {
  /** Sent on the channel before anything else. */
  readonly lastEvent: ChannelEvent | null;
  /** Sent on the channel if the connection keeps other channels. */
  readonly refusal: SubscriptionRefusal;
  /** Closes the connection if this was its last channel. */
  readonly close: CloseReason;
}

export const accessRevoked = endOfAccess('Access was revoked');
const accessExpired = endOfAccess('Access has expired');

export function endOfLink(change: LinkExpired): ChannelEnd {
  return endOfViewing(linkEvent(change), trackingErrors.linkInactive);
}

export function endByRevocation({ kind, reason, at }: Revocation): ChannelEnd {
  if (kind === 'session') return endOfViewing(null, trackingErrors.invalidSessionToken);
  if (kind !== 'link') return accessRevoked;
  const known = LINK_ENDS.includes(reason as LinkEnd) ? (reason as LinkEnd) : 'disabled';
  return endOfViewing(linkExpired(known, at), trackingErrors.linkInactive);
}

/** The grant has expired. */
export function endByTime({ ends, expiresAt }: Grant): ChannelEnd {
  if (ends === undefined) return accessExpired;
  if (ends === 'session') return endOfViewing(null, trackingErrors.sessionExpired);
  const at = new Date(expiresAt).toISOString();
  return endOfViewing(linkExpired('time', at), trackingErrors.linkInactive);
}

function endOfAccess(message: string): ChannelEnd {
  return {
    lastEvent: null,
    refusal: refusal('AuthError', 401, message),
    close: { ...closeReasons.unauthorised, message },
  };
}

function endOfViewing(lastEvent: ChannelEvent | null, error: TrackingError): ChannelEnd {
  return { lastEvent, refusal: trackingRefusal(error), close: trackingClose(error) };
}
