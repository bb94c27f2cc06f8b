import type { ClientEventFrame, CloseReason, SignedInUser, SubscriptionRefusal } from '@yipii/protocol';
import type { Subscriber } from '../hub/subscriber';
import type { Admission } from '../session/admission';
import type { AppPolicy } from '../session/app-policy';
import type { ClientSocket } from '../sockets/socket-server.ports';

/** A connection as the channels know it. */
export interface ChannelClient {
  readonly socketId: string;
  readonly socket: ClientSocket;
  readonly subscriber: Subscriber;
  /** A channel can't be joined after all. */
  refused(channel: string, reason: SubscriptionRefusal): void;
  close(reason: CloseReason): void;
}

/** One app: what its connections may do, and the channels that they join. */
export interface Namespace {
  readonly policy: AppPolicy;
  /** A connection that is allowed nothing by then is closed; 0 lets it be. */
  readonly authoriseWithinMs: number;
  /** Why no further connection is taken; null: it is. */
  accepts(origin: string): 'origin' | 'quota' | null;
  opened(client: ChannelClient): void;
  /** Tells the client that it has joined, and from then on what happens on the channel. */
  join(client: ChannelClient, channel: string, admission: Admission): void;
  leave(client: ChannelClient, channel: string): void;
  publish(client: ChannelClient, event: ClientEventFrame, userId: string | null): void;
  signIn(client: ChannelClient, user: SignedInUser): void;
  /** Leaves everything. */
  closed(client: ChannelClient): void;
}
