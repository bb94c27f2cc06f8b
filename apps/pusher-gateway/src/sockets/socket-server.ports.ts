/** One WebSocket as the gateway sees it. After its end all calls are without effect. */
export interface ClientSocket {
  send(text: string): void;
  /** Bytes that wait because the reader is slower than we are. */
  readonly bufferedBytes: number;
  /** From now on the socket gets what is published to the topic. */
  join(topic: string): void;
  leave(topic: string): void;
  /** With a close frame; what was sent before arrives before it. */
  close(code: number, message: string): void;
}

/** What the gateway wants to hear of a socket. May throw: that closes this socket (1011) and no other. */
export interface SocketListener {
  /** The text of a frame; null for a binary one. */
  received(text: string | null): void;
  /** Any sign of life: a frame, or a ping or pong of WebSocket itself. */
  heard(): void;
  /** Some of what waited was written: `bufferedBytes` fell. */
  drained(): void;
  closed(code: number): void;
}

export interface UpgradeRequest {
  readonly path: string;
  readonly query: string;
}

export interface SocketServerSettings {
  /** 0 takes a free one. */
  readonly port: number;
  readonly onConnection: (socket: ClientSocket, request: UpgradeRequest) => SocketListener;
  /** Largest frame of a client; a larger one closes its socket. */
  readonly maxFrameBytes: number;
  /** A socket that has this much waiting is closed. */
  readonly maxBufferedBytes: number;
}

/**
 * The WebSocket server: uWebSockets.js, or the `ws` package where its binary does not run. No compression:
 * it would be done anew for every subscriber.
 */
export abstract class SocketServer {
  /** The port it listens on. */
  abstract readonly port: number;
  /** Sends the text to all sockets that joined the topic, in the order of the calls; answers how many. */
  abstract publish(topic: string, text: string): number;
  /** Takes no new connection; those there are stay. */
  abstract stopListening(): void;
  /** Cuts all connections that are left. */
  abstract close(): Promise<void>;
}

/** @throws PortTaken of `@yipii/platform` */
export type OpenSocketServer = (settings: SocketServerSettings) => Promise<SocketServer>;

/** Nobody hears of a connection that broke without a close frame but by this code. */
export const CLOSED_ABNORMALLY = 1006;
/** A listener threw: closed for this socket alone. */
export const INTERNAL_ERROR = 1011;
