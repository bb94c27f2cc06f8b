import type { LastPosition, LinkPosition } from '@yipii/live';

/** A position on its way from fan-in to the sockets. */
export interface StreamedPosition extends LastPosition {
  /** Epoch ms at which its frame was received from the device. */
  readonly receivedAt: number;
  /** W3C trace context of that frame. */
  readonly traceparent?: string | null;
}

/** What nodes tell each other, in its finished wire form; each knows which channels of its own want it. */
export type BrokerMessage =
  PositionsMessage | EventMessage | LinkPositionMessage | FrameMessage | UserEndMessage;

/** At most one position per asset. Lane: {@link fleetLane}. */
export interface PositionsMessage {
  readonly kind: 'positions';
  readonly accountKey: string;
  readonly positions: readonly StreamedPosition[];
}

/** Anything else of a fleet: goes out at once, each id once. Lane: {@link fleetLane}. */
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

/** Where the vehicle of a tracking link is. Lane: {@link linkLane}. */
export interface LinkPositionMessage {
  readonly kind: 'link-position';
  readonly linkUuid: string;
  readonly position: LinkPosition;
  readonly traceparent?: string | null;
}

/** A frame for the subscribers of a channel of a Pusher app. Lane: {@link channelLane}. */
export interface FrameMessage {
  readonly kind: 'frame';
  readonly appId: string;
  readonly channel: string;
  /** The text of the WebSocket frame. */
  readonly frame: string;
  /** Socket id of whoever caused it and does not get it. */
  readonly except?: string;
}

/** The connections of a user end. Lane: {@link channelLane} of the user's channel. */
export interface UserEndMessage {
  readonly kind: 'user-end';
  readonly appId: string;
  readonly userId: string;
  /** Whether they come back at once (4200) or not at all (4009). */
  readonly reconnect: boolean;
}

/** Messages of one lane arrive on every node in the same order. */
export type Lane = string;
export const fleetLane = (accountId: number): Lane => `fleet:${accountId}`;
export const linkLane = (linkUuid: string): Lane => `link:${linkUuid}`;
export const channelLane = (appId: string, channel: string): Lane => `app:${appId}:${channel}`;

/** A place in the order of a lane; opaque. */
export type LanePosition = string;

export interface BrokerListener {
  readonly received: (message: BrokerMessage) => void;
  /** Messages of some lanes were missed for good: the gap was longer than the broker remembers. */
  readonly missed: () => void;
}

/**
 * Carries messages to every process that serves sockets, this one included: once and in the order of the
 * lane, as long as a node listens to it. A node that was cut off gets what it missed when it is back.
 */
export abstract class ChannelBroker {
  /** In the order given. Rejects while the broker is away; a message may have gone out then all the same. */
  abstract publish(lane: Lane, messages: readonly BrokerMessage[]): Promise<void>;
  /** Runs each time that the broker is there again: what was published just before it went away may be lost. */
  abstract onReturn(run: () => void): void;
  /** Once per process, before the first `watch`. */
  abstract listen(listener: BrokerListener): void;
  /**
   * This node wants the lane from now on. Resolves when it listens: what is published after that arrives.
   * Waits while the broker is away. Counted: each call needs its `unwatch`.
   */
  abstract watch(lane: Lane): Promise<void>;
  abstract unwatch(lane: Lane): void;
  /**
   * Runs when all of the lane up to the position was given to the listener, before anything later is; at
   * once if that is so already. The lane must be watched.
   */
  abstract after(lane: Lane, position: LanePosition, run: () => void): void;
}
