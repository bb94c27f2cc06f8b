import type { FrameMessage, StreamPosition } from '../broker/channel-broker.ports';

/** A channel of a Pusher app. */
export interface ChannelRef {
  readonly appId: string;
  readonly channel: string;
}

/** A user on a presence channel, however many connections it has. */
export interface Member {
  readonly userId: string;
  /** JSON text of `user_info`; null if there is none. */
  readonly userInfo: string | null;
}

/** A change of a channel on one node. It is idempotent. */
export interface ChannelChange {
  /**
   * Connections of the node that are subscribed now; null: the node releases the channel with the users
   * that it still has.
   */
  readonly subscriptions: number | null;
  /**
   * A user that the node has from now on. At most `maxMembers` are on a channel; further ones are refused.
   */
  readonly enter?: Member;
  readonly maxMembers?: number;
  /** A user that the node no longer has. */
  readonly leave?: string;
  /**
   * Published to the channel's stream, in the same step, if the change makes them true for all nodes
   * together.
   */
  readonly announce?: Announcements;
}

export interface Announcements {
  readonly added?: FrameMessage;
  readonly removed?: FrameMessage;
  readonly occupied?: FrameMessage;
  readonly vacated?: FrameMessage;
}

/** The effect of a change, and the state of the channel after it, over all nodes. */
export interface ChannelOutcome {
  /**
   * Position in the channel's stream: a subscriber that receives this state must get everything after it,
   * and nothing before.
   */
  readonly position: StreamPosition;
  /** `occupied`: this is the first node that has the channel. `vacated`: no node has it any more. */
  readonly occupied: boolean;
  readonly vacated: boolean;
  /** `added`: this is the user's first node. `removed`: it was the user's last. */
  readonly added: boolean;
  readonly removed: boolean;
  /** The user was refused because the channel has `maxMembers` already. Nothing was changed. */
  readonly full: boolean;
  readonly subscriptions: number;
  /** Only after `enter`. */
  readonly members: readonly Member[];
  /** The channel's cached event; null if there is none. */
  readonly cached: CachedEvent | null;
}

/** The last event of a cache channel. */
export interface CachedEvent {
  /** The text of its WebSocket frame. */
  readonly frame: string;
  /** `data` of the event. */
  readonly data: string;
  /** Seconds until it expires. */
  readonly ttl: number;
}

/** A channel as the HTTP API describes it. */
export interface ChannelInfo {
  readonly subscriptions: number;
  /** On a presence channel. */
  readonly members: readonly Member[];
  readonly cached: CachedEvent | null;
}

/** What one node has on a channel. */
export interface NodeSubscriptions extends ChannelRef {
  readonly users: readonly string[];
}

/**
 * Who is on which channel, over all nodes. Each node registers what it has, under a lease. If it does not
 * renew the lease another node removes its entries, and announces that as any change. A node's name is new
 * at each start of its process and contains no `~`.
 */
export abstract class ChannelDirectory {
  /**
   * Until the end of the turn of the event loop in which it resolves, nothing later than the outcome's
   * position is delivered: call `after` within it.
   */
  abstract change(node: string, channel: ChannelRef, change: ChannelChange): Promise<ChannelOutcome>;
  abstract read(channel: ChannelRef): Promise<ChannelInfo>;
  /** Returns the occupied channels of the app with their subscriptions and, on presence channels, users. */
  abstract list(
    appId: string,
    prefix: string,
  ): Promise<readonly { channel: string; subscriptions: number; users: number }[]>;
  /** Caches the event for later subscribers and publishes its frame to the channel's stream, in one step. */
  abstract publishCached(message: FrameMessage, data: string, ttlMs: number): Promise<void>;
  /**
   * Renews the node's lease. Returns false if it had expired: then the node must register everything again.
   */
  abstract renew(node: string, leaseMs: number): Promise<boolean>;
  /**
   * Returns nodes whose lease has expired but whose entries are still there; each goes to one caller for a
   * while. The names stand for the incarnation that ended, for use with `subscriptionsOf`, `change` and
   * `forget`.
   */
  abstract ended(): Promise<readonly string[]>;
  abstract subscriptionsOf(node: string): Promise<readonly NodeSubscriptions[]>;
  /** To be called after the node's last entry was removed. */
  abstract forget(node: string): Promise<void>;
}
