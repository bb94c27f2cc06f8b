/** One WebSocket as the gateway sees it. After its end all calls are without effect. */
export interface ClientSocket {
  send(text: string): void;
  /** Bytes that wait because the reader is slower than we are. */
  readonly bufferedBytes: number;
  /** From now on the socket gets what is published to the topic. */
  join(topic: string): void;
  /** What was published to it before still arrives. */
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

/** A request for a WebSocket. */
export interface UpgradeRequest {
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  readonly headers: RequestHeaders;
  /** Of the peer of the TCP connection, which may be a proxy; IPv4 in its dotted form. */
  readonly remoteAddress: string;
  /** Whether the TCP connection is TLS. */
  readonly isSecure: boolean;
}

/** Those that the gateway reads, by their lower-case names; an absent one is empty. */
export type RequestHeaders = Readonly<Record<RequestHeader, string>>;
export const REQUEST_HEADERS = [
  'authorization',
  'origin',
  'x-forwarded-for',
  'x-forwarded-proto',
  'access-control-request-headers',
] as const;
type RequestHeader = (typeof REQUEST_HEADERS)[number];

/** Any other HTTP request. */
export interface HttpCall extends UpgradeRequest {
  readonly method: string;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SocketServerSettings {
  /** 0 takes a free one. */
  readonly port: number;
  /** The answer of a request that gets no WebSocket; null: it gets one. */
  readonly onUpgrade: (request: UpgradeRequest) => HttpAnswer | null;
  readonly onConnection: (socket: ClientSocket, request: UpgradeRequest) => SocketListener;
  /** Must not reject. */
  readonly onRequest: (call: HttpCall) => Promise<HttpAnswer>;
  /** Largest frame of a client; a larger one closes its socket. */
  readonly maxFrameBytes: number;
  /** Largest body of a request; a larger one is answered with 413. */
  readonly maxBodyBytes: number;
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
