import type { ClientEventFrame, CloseReason, SignedInUser, SubscriptionRefusal } from '@yipii/protocol';
import type { Subscriber } from '../hub/subscriber';
import type { Admission } from '../session/admission';
import type { AppPolicy } from '../session/app-policy';
import type { ClientSocket } from '../sockets/socket-server.ports';

/** A connection as its channels see it. */
export interface ChannelClient {
  readonly socketId: string;
  readonly socket: ClientSocket;
  readonly subscriber: Subscriber;
  /** A channel can't be joined after all. */
  refused(channel: string, reason: SubscriptionRefusal): void;
  close(reason: CloseReason): void;
}

/** One app on this node: what its connections may do, and the channels that they join. */
export interface Namespace {
  readonly policy: AppPolicy;
  /** A connection that has authorised nothing within this time is closed; 0: it is not. */
  readonly authoriseWithinMs: number;
  /** Returns why a further connection is refused; null: it is accepted. */
  accepts(origin: string): 'origin' | 'quota' | null;
  opened(client: ChannelClient): void;
  /** Tells the client that it has joined, and from then on sends it the events of the channel. */
  join(client: ChannelClient, channel: string, admission: Admission): void;
  leave(client: ChannelClient, channel: string): void;
  publish(client: ChannelClient, event: ClientEventFrame, userId: string | null): void;
  signIn(client: ChannelClient, user: SignedInUser): void;
  /** Leaves everything. */
  closed(client: ChannelClient): void;
}
