import type { LastPosition, LinkPosition } from '@yipii/live';

/** A position on its way from fan-in to the sockets. */
export interface BrokerPosition extends LastPosition {
  /** Epoch ms at which its frame was received from the device. */
  readonly receivedAt: number;
  /** W3C trace context of that frame. */
  readonly traceparent?: string | null;
}

/** What nodes tell each other, in its finished wire form; each knows which channels of its own want it. */
export type BrokerMessage =
  PositionsMessage | EventMessage | LinkPositionMessage | FrameMessage | UserEndMessage;

/** At most one position per asset. BrokerStream: {@link fleetStream}. */
export interface PositionsMessage {
  readonly kind: 'positions';
  readonly accountKey: string;
  readonly positions: readonly BrokerPosition[];
}

/** Anything else of a fleet: goes out at once, each id once. BrokerStream: {@link fleetStream}. */
export interface EventMessage {
  readonly kind: 'event';
  readonly id: string;
  readonly accountKey: string;
  readonly assetId: number;
  /** Wire name, with its leading dot. */
  readonly event: string;
  /** JSON text of the payload. */
  readonly data: string;
  readonly traceparent?: string | null;
}

/** Where the vehicle of a tracking link is. BrokerStream: {@link linkStream}. */
export interface LinkPositionMessage {
  readonly kind: 'link-position';
  readonly linkUuid: string;
  readonly position: LinkPosition;
  readonly traceparent?: string | null;
}

/** A frame for the subscribers of a channel of a Pusher app. BrokerStream: {@link channelStream}. */
export interface FrameMessage {
  readonly kind: 'frame';
  readonly appId: string;
  readonly channel: string;
  /** The text of the WebSocket frame. */
  readonly frame: string;
  /** Socket id of whoever caused it and does not get it. */
  readonly except?: string;
}

/** The connections of a user end. BrokerStream: {@link channelStream} of the user's channel. */
export interface UserEndMessage {
  readonly kind: 'user-end';
  readonly appId: string;
  readonly userId: string;
  /** Whether they come back at once (4200) or not at all (4009). */
  readonly reconnect: boolean;
}

/** Messages of one stream arrive on every node in the same order. */
export type BrokerStream = string;
export const fleetStream = (accountId: number): BrokerStream => `fleet:${accountId}`;
export const linkStream = (linkUuid: string): BrokerStream => `link:${linkUuid}`;
export const channelStream = (appId: string, channel: string): BrokerStream => `app:${appId}:${channel}`;

/** A place in the order of a stream; opaque. */
export type StreamPosition = string;

export interface BrokerListener {
  readonly received: (message: BrokerMessage) => void;
  /** Messages of some streams were missed for good: the gap was longer than the broker remembers. */
  readonly missed: () => void;
}

/**
 * Carries messages to every process that serves sockets, this one included: once and in the order of the
 * stream, as long as a node listens to it. A node that was cut off gets what it missed when it is back.
 */
export abstract class ChannelBroker {
  /** In the order given. Rejects while the broker is away; a message may have gone out then all the same. */
  abstract publish(stream: BrokerStream, messages: readonly BrokerMessage[]): Promise<void>;
  /** Runs each time that the broker is there again: what was published just before it went away may be lost. */
  abstract onReturn(run: () => void): void;
  /** Once per process, before the first `watch`. */
  abstract listen(listener: BrokerListener): void;
  /**
   * This node wants the stream from now on. Resolves when it listens: what is published after that arrives.
   * Waits while the broker is away. Counted: each call needs its `unwatch`.
   */
  abstract watch(stream: BrokerStream): Promise<void>;
  abstract unwatch(stream: BrokerStream): void;
  /**
   * Runs when all of the stream up to the position was given to the listener, before anything later is; at
   * once if that is so already. The stream must be watched.
   */
  abstract after(stream: BrokerStream, position: StreamPosition, run: () => void): void;
}
