import type { WebSocket } from 'uWebSockets.js';
import type { UwsApp } from './uws-library.uws';
import { listenerFailed } from './listener-guard';
import type {
  ClientSocket,
  CloseCause,
  SocketListener,
  SocketSettings,
  UpgradeRequest,
} from './socket-server.ports';

/** What `send` of uWebSockets.js returns if nothing had to be buffered. */
const ALL_WRITTEN = 1;
/** A topic that nothing is published to; see `leave`. */
const EVERYBODY = 'everybody';

/**
 * Guards a socket of uWebSockets.js, which throws once it is closed; inside a callback that would end the
 * process.
 */
export class UwsSocket implements ClientSocket {
  private ws: WebSocket<unknown> | null = null;
  private app: UwsApp | null = null;
  private listener: SocketListener | null = null;
  private cause: CloseCause | undefined;

  constructor(
    private request: UpgradeRequest | null,
    private readonly settings: SocketSettings,
  ) {}

  get bufferedBytes(): number {
    return this.ws?.getBufferedAmount() ?? 0;
  }

  send(text: string): void {
    if (this.ws?.send(text, false, false) !== ALL_WRITTEN) this.checkPace();
  }

  ping(): void {
    this.ws?.ping();
  }

  join(topic: string): void {
    this.ws?.subscribe(topic);
  }

  leave(topic: string): void {
    this.ws?.unsubscribe(topic);
  }

  /**
   * Publishes to all others of the app that joined the topic. Returns false, without publishing, if the
   * socket has not.
   */
  publishIn(app: UwsApp, topic: string, text: string): boolean {
    if (app !== this.app || !this.ws?.isSubscribed(topic)) return false;
    this.ws.publish(topic, text, false, false);
    return true;
  }

  close(code: number, message: string): void {
    this.ws?.end(code, message);
  }

  cut(): void {
    this.ws?.close();
  }

  opened(ws: WebSocket<unknown>, app: UwsApp): void {
    this.ws = ws;
    this.app = app;
    // A socket that leaves its last topic would lose what was published in this turn of the event loop.
    ws.subscribe(EVERYBODY);
    const { request } = this;
    // Not needed for the life of the socket.
    this.request = null;
    if (request === null) return;
    try {
      this.listener = this.settings.onConnection(this, request);
    } catch (err) {
      listenerFailed(this, err);
    }
  }

  /** @param text null for a binary frame. Called for every frame, hence without closures. */
  received(text: string | null): void {
    if (this.ws === null || this.listener === null) return;
    try {
      this.listener.heard();
      this.listener.received(text);
    } catch (err) {
      listenerFailed(this, err);
    }
  }

  oversized(bytes: number): void {
    this.tell((listener) => {
      listener.heard();
      listener.oversized(bytes);
    });
  }

  heard(): void {
    this.tell((listener) => listener.heard());
  }

  drained(): void {
    this.tell((listener) => listener.drained());
  }

  ended(code: number): void {
    this.ws = null;
    this.tell((listener) => listener.closed(code, this.cause));
    this.listener = null;
  }

  /**
   * Cuts a reader that is too slow, after the running code has returned, since that may be in the middle of
   * a publish. Until then nothing is written, so that nothing can arrive after a gap.
   */
  checkPace(): void {
    if (this.cause || this.bufferedBytes <= this.settings.maxBufferedBytes) return;
    this.cause = 'slow';
    queueMicrotask(() => this.cut());
  }

  private tell(what: (listener: SocketListener) => void): void {
    if (this.listener === null) return;
    try {
      what(this.listener);
    } catch (err) {
      listenerFailed(this, err);
    }
  }
}

/**
 * All sockets of a server. uWebSockets.js does not report which sockets could not take a published frame,
 * so all are checked after a number of published bytes: no socket can have buffered more since.
 */
export class UwsSockets {
  private readonly all = new Set<UwsSocket>();
  private readonly lookAfterBytes: number;
  private publishedBytes = 0;

  constructor({ maxBufferedBytes }: SocketSettings) {
    this.lookAfterBytes = maxBufferedBytes / 2;
  }

  add(socket: UwsSocket): void {
    this.all.add(socket);
  }

  remove(socket: UwsSocket): void {
    this.all.delete(socket);
  }

  published(bytes: number): void {
    this.publishedBytes += bytes;
    if (this.publishedBytes < this.lookAfterBytes) return;
    this.publishedBytes = 0;
    for (const socket of this.all) socket.checkPace();
  }

  cut(): void {
    for (const socket of [...this.all]) socket.cut();
  }
}
