import type { FleetChannel, Grant, SubscribeFrame, SubscriptionRefusal } from '@yipii/protocol';

/** A subscription that is allowed. */
export interface Admission {
  readonly channel: FleetChannel;
  readonly accountId: number;
  readonly grant: Grant;
}

/** What the connections of one Pusher app may do. */
export interface AppPolicy {
  readonly maxChannels: number;
  admit(frame: SubscribeFrame, socketId: string): Admission | SubscriptionRefusal;
}

export function isAdmitted(answer: Admission | SubscriptionRefusal): answer is Admission {
  return 'grant' in answer;
}
