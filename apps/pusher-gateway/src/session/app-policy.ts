import type { FleetChannel, Grant, SubscribeFrame, SubscriptionRefusal } from '@yipii/protocol';

/** A subscription that is allowed. */
export type Admission = FleetAdmission | TrackingAdmission;

/** To a channel of our own app, as long as the grant holds. */
export interface FleetAdmission {
  readonly kind: 'fleet';
  readonly channel: FleetChannel;
  readonly accountId: number;
  readonly grant: Grant;
}

/** To the channel of a tracking link, as long as the grant holds. */
export interface TrackingAdmission {
  readonly kind: 'tracking';
  readonly linkUuid: string;
  readonly grant: Grant;
}

export type Answer = Admission | SubscriptionRefusal;

/** What a connection has shown of itself so far. */
export interface Identity {
  readonly socketId: string;
}

/** What the connections of one app may do. */
export interface AppPolicy {
  readonly maxChannels: number;
  admit(frame: SubscribeFrame, identity: Identity): Answer | Promise<Answer>;
}

export function isRefusal(answer: Answer): answer is SubscriptionRefusal {
  return 'status' in answer;
}

export function refusal(
  type: SubscriptionRefusal['type'],
  status: number,
  error: string,
): SubscriptionRefusal {
  return { type, status, error };
}
