import type { FrameMessage, StreamPosition } from '../broker/channel-broker.ports';

/** A channel of a Pusher app. */
export interface ChannelRef {
  readonly appId: string;
  readonly channel: string;
}

/** A user on a presence channel, however many connections it has. */
export interface Member {
  readonly userId: string;
  /** JSON text of `user_info`; null without any. */
  readonly userInfo: string | null;
}

/** What changes for a channel on one node. Repeated, it changes nothing more. */
export interface ChannelChange {
  /** Connections of the node that are subscribed now; null: the node lets go of the channel, and of users it has left. */
  readonly subscriptions: number | null;
  /** A user that the node has now. At most `maxMembers` are on a channel, the others are refused. */
  readonly enter?: Member;
  readonly maxMembers?: number;
  /** A user that the node no longer has. */
  readonly leave?: string;
  /** Put into the channel's stream, in the same step, if the change makes them true for all nodes together. */
  readonly announce?: Announcements;
}

export interface Announcements {
  readonly added?: FrameMessage;
  readonly removed?: FrameMessage;
  readonly occupied?: FrameMessage;
  readonly vacated?: FrameMessage;
}

/** What a change did, and how the channel stands after it, over all nodes. */
export interface ChannelOutcome {
  /** Of the channel's stream: a subscriber who learns of this state must get what comes after it, and nothing before. */
  readonly position: StreamPosition;
  /** The first node that has it, or no node has it any more. */
  readonly occupied: boolean;
  readonly vacated: boolean;
  /** The user came to its first node, or left its last. */
  readonly added: boolean;
  readonly removed: boolean;
  /** The user was refused: the channel has `maxMembers` already. Nothing was changed. */
  readonly full: boolean;
  readonly subscriptions: number;
  /** Only after `enter`. */
  readonly members: readonly Member[];
  /** The channel's cached event; null where there is none. */
  readonly cached: CachedEvent | null;
}

/** The last event of a cache channel. */
export interface CachedEvent {
  /** The text of its WebSocket frame. */
  readonly frame: string;
  /** `data` of the event. */
  readonly data: string;
  /** Seconds that it is still kept. */
  readonly ttl: number;
}

/** A channel as the HTTP API tells of it. */
export interface ChannelInfo {
  readonly subscriptions: number;
  /** Users on a presence channel. */
  readonly users: readonly string[];
  readonly cached: CachedEvent | null;
}

/** What a node has of a channel. */
export interface NodeSubscriptions extends ChannelRef {
  readonly users: readonly string[];
}

/**
 * Who is on which channel, over all nodes: each node says what it has, under a lease. A node that does not
 * renew it is cleared away by another, with all that is told of such changes. A node's name is new at each
 * start of its process and has no `~`.
 */
export abstract class ChannelDirectory {
  /** Nothing later than the outcome's position is given before the turn of the event loop that gets it is over: call `after` in it. */
  abstract change(node: string, channel: ChannelRef, change: ChannelChange): Promise<ChannelOutcome>;
  abstract read(channel: ChannelRef): Promise<ChannelInfo>;
  /** Occupied channels of the app with subscriptions and, on presence channels, users. */
  abstract list(
    appId: string,
    prefix: string,
  ): Promise<readonly { channel: string; subscriptions: number; users: number }[]>;
  /** Keeps the event for those who subscribe later, and puts its frame into the channel's stream, in one step. */
  abstract publishCached(message: FrameMessage, data: string, ttlMs: number): Promise<void>;
  /** Keeps the node's subscriptionsOf alive for so long. Answers false where its lease had ended before: all is to be said again. */
  abstract renew(node: string, leaseMs: number): Promise<boolean>;
  /**
   * Nodes whose lease has ended and whose subscriptionsOf are still there; each is given to one caller for a while. The
   * names stand for the life that ended, and are for `subscriptionsOf`, `change` and `forget`.
   */
  abstract ended(): Promise<readonly string[]>;
  abstract subscriptionsOf(node: string): Promise<readonly NodeSubscriptions[]>;
  /** After its last holding was let go. */
  abstract forget(node: string): Promise<void>;
}
