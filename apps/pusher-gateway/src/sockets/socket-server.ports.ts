import type { TlsSettings } from '../tls/tls-settings';

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
  /** Once, after which nothing else is told. */
  closed(code: number, cause?: CloseCause): void;
}

/** `slow`: more than `maxBufferedBytes` waited. Nothing was left out before the end. */
export type CloseCause = 'slow';

/** A request for a WebSocket. */
export interface UpgradeRequest {
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  readonly headers: RequestHeaders;
  /** Of the peer of the TCP connection, which may be a proxy, in any spelling; empty where it is gone already. */
  readonly remoteAddress: string;
  /** Whether the TCP connection is TLS. */
  readonly isSecure: boolean;
}

/**
 * Those that the gateway reads, by their lower-case names; an absent one is empty. Of repeated ones the first
 * `authorization` counts, the others are joined with `, ` in their order (RFC 9110 §5.3).
 */
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

/** What all WebSockets of a server have in common. */
export interface SocketSettings {
  /**
   * The answer of a request that gets no WebSocket; null: it gets one. Keep no account here: the client may
   * be gone before `onConnection`.
   */
  readonly onUpgrade: (request: UpgradeRequest) => HttpAnswer | null;
  readonly onConnection: (socket: ClientSocket, request: UpgradeRequest) => SocketListener;
  /** Largest frame of a client; a larger one closes its socket. */
  readonly maxFrameBytes: number;
  /**
   * A socket with more than this waiting is closed: uWebSockets.js looks at the latest when half as much
   * again was published, `ws` within 50 ms.
   */
  readonly maxBufferedBytes: number;
}

export interface SocketServerSettings extends SocketSettings {
  /** 0 takes a free one. */
  readonly port: number;
  /** Several processes listen on the port and share its connections. Else one that somebody has is refused. */
  readonly sharesPort: boolean;
  /** Without it the port is plain HTTP. */
  readonly tls?: TlsSettings;
  /** Every request that asks for no WebSocket. If it rejects or throws, the answer is a bare 500. */
  readonly onRequest: (call: HttpCall) => Promise<HttpAnswer>;
  /** Largest body of a request; a larger one is answered with 413. */
  readonly maxBodyBytes: number;
}

/** How a server listens, without what it serves. */
export type ListenSettings = Omit<SocketServerSettings, 'onUpgrade' | 'onConnection' | 'onRequest'>;

/**
 * The WebSocket server: uWebSockets.js, or the `ws` package where its binary does not run. No compression:
 * it would be done anew for every subscriber.
 */
export abstract class SocketServer {
  /** The port it listens on. */
  abstract readonly port: number;
  /** Sends the text to all sockets that joined the topic, but one, in the order of the calls; answers to how many. */
  abstract publish(topic: string, text: string, except?: ClientSocket): number;
  /** Takes no new connection and no new WebSocket; those there are stay, and requests on them are answered. */
  abstract stopListening(): void;
  /** Cuts all connections that are left. */
  abstract close(): Promise<void>;
}

/** Puts WebSockets on a server that is somebody else's. */
export type AttachSockets = (settings: SocketSettings) => SocketServer;

/** @throws PortTaken, StartRefused of `@yipii/platform` */
export type OpenSocketServer = (settings: SocketServerSettings) => Promise<SocketServer>;

/** Nobody hears of a connection that broke without a close frame but by this code. */
export const CLOSED_ABNORMALLY = 1006;
/** A listener threw: closed for this socket alone. */
export const INTERNAL_ERROR = 1011;
