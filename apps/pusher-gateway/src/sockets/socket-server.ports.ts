import type { TlsSettings } from '@yipii/platform';

/** One WebSocket as the gateway sees it. After its end calls have no effect. */
export interface ClientSocket {
  send(text: string): void;
  /** Sends a ping of WebSocket itself, which its library answers by itself. */
  ping(): void;
  /** Bytes that are buffered because the reader is slower than we are. */
  readonly bufferedBytes: number;
  /** From now on the socket gets frames that are published to the topic. */
  join(topic: string): void;
  /** Frames that were published before still arrive. */
  leave(topic: string): void;
  /** Closes with a close frame; frames sent before arrive before it. */
  close(code: number, message: string): void;
}

/** Events of a socket. A listener may throw: that closes its socket (1011) and no other. */
export interface SocketListener {
  /** The text of a frame; null for a binary one. */
  received(text: string | null): void;
  /** A frame of more than `maxFrameBytes` was dropped. */
  oversized(bytes: number): void;
  /** Any sign of life: a frame, or a ping or pong of WebSocket itself. */
  heard(): void;
  /** Some of the buffered bytes were written. */
  drained(): void;
  /** Called once, as the last event. */
  closed(code: number, cause?: CloseCause): void;
}

/** `slow`: more than `maxBufferedBytes` were buffered. Nothing was dropped before the close. */
export type CloseCause = 'slow';

/** A request for a WebSocket. */
export interface UpgradeRequest {
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: RequestHeaders;
  /** Address of the TCP peer, which may be a proxy, in any spelling; empty if the peer is gone already. */
  readonly remoteAddress: string;
  /** Whether the TCP connection is TLS. */
  readonly isSecure: boolean;
}

/**
 * The headers that the gateway reads, by their lower-case names; an absent one is empty. Of repeated
 * headers the first `authorization` counts, others are joined with `, ` in their order (RFC 9110 §5.3).
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

/** What all WebSockets of a server share. */
export interface SocketSettings {
  /**
   * Returns the answer that refuses a WebSocket; null: it is opened. Count nothing here: the client may be
   * gone before `onConnection`.
   */
  readonly onUpgrade: (request: UpgradeRequest) => HttpAnswer | null;
  readonly onConnection: (socket: ClientSocket, request: UpgradeRequest) => SocketListener;
  /** Largest frame of a client. One that is {@link READ_BEYOND} times as large closes its socket at once. */
  readonly maxFrameBytes: number;
  /**
   * A socket with more buffered bytes is closed: with uWebSockets.js at the latest when half as much again
   * was published, with `ws` within 50 ms.
   */
  readonly maxBufferedBytes: number;
}

export interface SocketServerSettings extends SocketSettings {
  /** 0 chooses a free one. */
  readonly port: number;
  /**
   * Whether several processes listen on the port and share its connections. Otherwise a port in use is
   * refused.
   */
  readonly sharesPort: boolean;
  /** Absent: the port is plain HTTP. */
  readonly tls?: TlsSettings;
  /**
   * Answers every request that is no upgrade to WebSocket. If it rejects or throws, the answer is a bare
   * 500.
   */
  readonly onRequest: (call: HttpCall) => Promise<HttpAnswer>;
  /** Largest body of a request; a larger one is answered with 413. */
  readonly maxBodyBytes: number;
}

/** How a server listens, without what it serves. */
export type ListenSettings = Omit<SocketServerSettings, 'onUpgrade' | 'onConnection' | 'onRequest'>;

/**
 * A WebSocket server: uWebSockets.js, or the `ws` package where its binary does not run. Frames are not
 * compressed, since that would be repeated for every subscriber.
 */
export abstract class SocketServer {
  /** The port it listens on. */
  abstract readonly port: number;
  /**
   * Sends the text to all sockets that joined the topic, except one, in the order of the calls; returns
   * their number.
   */
  abstract publish(topic: string, text: string, except?: ClientSocket): number;
  /** Whether to take new connections; a server of somebody else's port leaves that to its owner. */
  abstract accept(isAccepting: boolean): void;
  /**
   * Accepts no new connection and no new WebSocket. Existing ones are kept, and requests on them are
   * answered.
   */
  abstract stopListening(): void;
  /** Cuts all remaining connections. */
  abstract close(): Promise<void>;
}

/** Adds WebSockets to a server of another owner. */
export type AttachSockets = (settings: SocketSettings) => SocketServer;

/** @throws PortTaken, StartRefused of `@yipii/platform` */
export type OpenSocketServer = (settings: SocketServerSettings) => Promise<SocketServer>;

/** So many times `maxFrameBytes` are read, so that the listener can tell the client what is wrong. */
export const READ_BEYOND = 16;

/** The code of a connection that broke without a close frame. */
export const CLOSED_ABNORMALLY = 1006;
/** A listener threw, which closes its socket alone. */
export const INTERNAL_ERROR = 1011;
