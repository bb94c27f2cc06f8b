import type { LastPosition } from '@yipii/platform';

/** A position on its way from fan-in to the sockets. */
export interface StreamedPosition extends LastPosition {
  /** Epoch ms at which its frame was received from the device. */
  readonly receivedAt: number;
}

/** What happened in a fleet, in its finished wire form; each node knows which channels of its own want it. */
export type FleetMessage = PositionsMessage | EventMessage;

/** At most one position per asset. */
export interface PositionsMessage {
  readonly kind: 'positions';
  readonly accountKey: string;
  readonly positions: readonly StreamedPosition[];
}

/** Anything else: goes out at once, each id once. */
export interface EventMessage {
  readonly kind: 'event';
  readonly id: string;
  readonly accountKey: string;
  readonly assetId: number;
  /** Wire name, with its leading dot. */
  readonly event: string;
  /** JSON text of the payload. */
  readonly data: string;
}

export interface BrokerListener {
  readonly received: (messages: readonly FleetMessage[]) => void;
  /** Messages may have been missed, and come in again from now on. */
  readonly missed: () => void;
}

/**
 * Carries what fan-in has made to every process that serves sockets, this one included. Messages of one
 * publisher arrive in the order of its calls, at least once while a node is connected; what a node misses
 * while it is not, it is told of by `missed`.
 */
export abstract class ChannelBroker {
  /** Rejects while the broker is away; nothing was delivered then, or a repeat delivers it again. */
  abstract publish(messages: readonly FleetMessage[]): Promise<void>;
  abstract listen(listener: BrokerListener): void;
}
