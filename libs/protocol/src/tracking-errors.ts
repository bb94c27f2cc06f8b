import type { CloseReason } from './pusher/close-codes';
import type { SubscriptionRefusal } from './pusher/frames';

/**
 * Why a viewer has no access to a tracking link, or no longer. The number is the close code of a connection
 * once it is established, where Pusher's own meaning of 4001–4005 no longer applies; pusher-js gives up on it.
 */
export interface TrackingError {
  readonly name: string;
  readonly code: number;
  /** As REST and channel authorisation answer. */
  readonly status: number;
  /** For people; holds no id. */
  readonly text: string;
}

export const trackingErrors = {
  /** Unknown, malformed, revoked, or of another link. */
  invalidSessionToken: {
    name: 'INVALID_SESSION_TOKEN',
    code: 4001,
    status: 401,
    text: 'this session is not valid: open the link again',
  },
  sessionExpired: {
    name: 'SESSION_EXPIRED',
    code: 4002,
    status: 401,
    text: 'this session has ended: verify again',
  },
  linkNotFound: { name: 'LINK_NOT_FOUND', code: 4003, status: 404, text: 'there is no such link' },
  /** Expired or disabled. */
  linkInactive: { name: 'LINK_INACTIVE', code: 4004, status: 410, text: 'this link has ended' },
  /** Before the link's start, or outside its windows. */
  outsideSchedule: {
    name: 'OUTSIDE_SCHEDULE',
    code: 4005,
    status: 403,
    text: 'this link can not be followed at this time',
  },
} as const satisfies Record<string, TrackingError>;

/** As `pusher:subscription_error` on the tracking channel. */
export function trackingRefusal({ name, code, status }: TrackingError): SubscriptionRefusal {
  return { type: 'TrackingSessionError', error: name, status, code };
}

/** As `pusher:error` and close of a connection that has no other channel; the text begins with the name. */
export function trackingClose({ name, code, text }: TrackingError): CloseReason {
  return { code, message: `${name}: ${text}`, client: 'gives up' };
}
