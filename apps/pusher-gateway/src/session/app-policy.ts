import type {
  ChannelTraits,
  ClientEventFrame,
  FleetChannel,
  Grant,
  PresenceMember,
  SignedInUser,
  SignInFrame,
  SubscribeFrame,
  SubscriptionRefusal,
} from '@yipii/protocol';

/** A subscription that is allowed. */
export type Admission = FleetAdmission | TrackingAdmission | ChannelAdmission;

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
  /** Sockets that may follow the link at a time, over all nodes; null: any number. */
  readonly maxViewers: number | null;
  readonly grant: Grant;
}

/** To a channel of a Pusher app, for as long as the connection likes. */
export interface ChannelAdmission {
  readonly kind: 'channel';
  readonly traits: ChannelTraits;
  /** On presence channels. */
  readonly member: PresenceMember | null;
}

/** An admission that ends with its grant. */
export type Granted = FleetAdmission | TrackingAdmission;

export type AdmissionOutcome = Admission | SubscriptionRefusal;

/** What a connection has shown of itself so far. */
export interface ClientIdentity {
  readonly socketId: string;
  /** By which limits count it (`RemoteClient.limitKey`). */
  readonly client: string;
  /** Null before a sign-in. */
  readonly user: SignedInUser | null;
}

/** What the connections of one app may do. */
export interface AppPolicy {
  readonly maxChannels: number;
  admit(frame: SubscribeFrame, identity: ClientIdentity): AdmissionOutcome | Promise<AdmissionOutcome>;
  /** Who it is, or why not. */
  signIn(frame: SignInFrame, identity: ClientIdentity): SignedInUser | SubscriptionRefusal;
  /** Why the event may not be sent by a connection that has so subscribed (or not) to its channel; null: it may. */
  problemWith(event: ClientEventFrame, subscription: Admission | undefined): string | null;
}

export function isGranted(admission: Admission): admission is Granted {
  return admission.kind !== 'channel';
}

export function isRefusal(answer: object): answer is SubscriptionRefusal {
  return 'status' in answer;
}

export function refusal(
  type: SubscriptionRefusal['type'],
  status: number,
  error: string,
): SubscriptionRefusal {
  return { type, status, error };
}
