import type { LastPosition, LinkPosition } from '@yipii/live';

/** A position on its way from the fan-in to the sockets. */
export interface BrokerPosition extends LastPosition {
  /** When its frame was received from the device, epoch ms. */
  readonly receivedAt: number;
  /** W3C trace context of that frame. */
  readonly traceparent?: string | null;
}

/** A message between nodes, in its final wire form; each node knows which of its channels it is for. */
export type BrokerMessage =
  PositionsMessage | EventMessage | LinkPositionMessage | FrameMessage | UserEndMessage;

/** Positions, at most one per asset. Stream: {@link fleetStream}. */
export interface PositionsMessage {
  readonly kind: 'positions';
  readonly accountKey: string;
  readonly positions: readonly BrokerPosition[];
}

/** Any other event of a fleet; sent immediately, and once per id. Stream: {@link fleetStream}. */
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

/** Where the vehicle of a tracking link is. Stream: {@link linkStream}. */
export interface LinkPositionMessage {
  readonly kind: 'link-position';
  readonly linkUuid: string;
  readonly position: LinkPosition;
  readonly traceparent?: string | null;
}

/** A frame for the subscribers of a channel of a Pusher app. Stream: {@link channelStream}. */
export interface FrameMessage {
  readonly kind: 'frame';
  readonly appId: string;
  readonly channel: string;
  /** The text of the WebSocket frame. */
  readonly frame: string;
  /** Socket id of the sender, which does not receive it. */
  readonly except?: string;
}

/** Closes the connections of a user. Stream: {@link channelStream} of the user's channel. */
export interface UserEndMessage {
  readonly kind: 'user-end';
  readonly appId: string;
  readonly userId: string;
  /** Whether they are told to reconnect (4200) or not to (4009). */
  readonly reconnect: boolean;
}

/** The name of an ordered sequence of messages: they arrive on every node in the same order. */
export type BrokerStream = string;
export const fleetStream = (accountId: number): BrokerStream => `fleet:${accountId}`;
export const linkStream = (linkUuid: string): BrokerStream => `link:${linkUuid}`;

/** A position in the order of a stream; opaque. */
export type StreamPosition = string;

export interface BrokerListener {
  readonly received: (message: BrokerMessage) => void;
  /** Messages of some streams were lost: the gap was longer than the broker keeps. */
  readonly missed: () => void;
}

/**
 * Carries messages to every node that watches their stream, this one included: once, and in the order of
 * the stream. A node that was cut off gets the missed messages when it reconnects.
 */
export abstract class ChannelBroker {
  /**
   * Publishes in the given order. Rejects while the broker is unavailable; messages may have been published
   * nevertheless.
   */
  abstract publish(stream: BrokerStream, messages: readonly BrokerMessage[]): Promise<void>;
  /** Whether an outage may lose messages that were just published. */
  abstract readonly mayLose: boolean;
  /** Runs each time the broker becomes available again. */
  abstract onReturn(run: () => void): void;
  /** Once per process, before the first `watch`. */
  abstract listen(listener: BrokerListener): void;
  /**
   * Watches the stream from now on. Resolves when every message published afterwards will arrive; waits
   * while the broker is unavailable. Calls are counted: each needs an `unwatch`.
   */
  abstract watch(stream: BrokerStream): Promise<void>;
  abstract unwatch(stream: BrokerStream): void;
  /**
   * Runs when the listener has received the stream up to the position and nothing later; immediately if
   * that is the case already. The stream must be watched.
   */
  abstract after(stream: BrokerStream, position: StreamPosition, run: () => void): void;
}
