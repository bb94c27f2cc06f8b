import type { ChannelTraits, CloseReason, Grant, PresenceMember, SubscriptionRefusal } from '@yipii/protocol';
import type { FleetSubscription } from '../hub/hub';

/** An allowed subscription as data: everything that sessions and connections need to know about it. */
export interface Admission {
  /** The channel that it joins; only for the namespace. */
  readonly target: ChannelTarget;
  /** Whether it required a credential. */
  readonly isAuthorised: boolean;
  /** What access depends on and when it ends; null: it lasts as long as the connection. */
  readonly grant: Grant | null;
  /** The account that the connection counts for from now on; null: that does not change. */
  readonly accountId: number | null;
  /** The user named in client events on the channel; null: none. */
  readonly userId: string | null;
}

export type ChannelTarget = FleetChannelTarget | LinkTarget | AppTarget;

/** A channel of our own app. */
export interface FleetChannelTarget extends FleetSubscription {
  readonly kind: 'fleet';
}

/** The channel of a tracking link. */
export interface LinkTarget {
  readonly kind: 'link';
  readonly linkUuid: string;
  /** Maximum number of sockets that may follow the link, over all nodes; null: any number. */
  readonly maxViewers: number | null;
}

/** A channel of a Pusher app. */
export interface AppTarget {
  readonly kind: 'app';
  readonly traits: ChannelTraits;
  /** On presence channels. */
  readonly member: PresenceMember | null;
}

/** A subscription that is refused. */
export interface RefusedAdmission extends SubscriptionRefusal {
  /** Closes a connection that has no other channel; absent: it stays open. */
  readonly close?: CloseReason;
}

export type AdmissionOutcome = Admission | RefusedAdmission;

/** Returns the admission of a grant: it ends with the grant. */
export function grantedAdmission(target: ChannelTarget, grant: Grant): Admission {
  return { target, isAuthorised: true, grant, accountId: grant.accountId ?? null, userId: null };
}

export function appAdmission(traits: ChannelTraits, member: PresenceMember | null): Admission {
  return {
    target: { kind: 'app', traits, member },
    ...{ isAuthorised: traits.isAuthorised, grant: null, accountId: null },
    userId: member?.userId ?? null,
  };
}

export function isRefusal(outcome: object): outcome is RefusedAdmission {
  return 'status' in outcome;
}

export function refusal(type: SubscriptionRefusal['type'], status: number, error: string): RefusedAdmission {
  return { type, status, error };
}
