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

/** What `send` of uWebSockets.js answers when nothing had to wait. */
const ALL_WRITTEN = 1;
/** A topic that nothing is published to. */
const EVERYBODY = 'everybody';

/** uWebSockets.js throws on a socket that is closed, and inside a callback that ends the process. */
export class UwsSocket implements ClientSocket {
  private ws: WebSocket<unknown> | null = null;
  private app: UwsApp | null = null;
  private listener: SocketListener | null = null;
  private cause: CloseCause | undefined;

  constructor(
    private readonly request: UpgradeRequest,
    private readonly settings: SocketSettings,
  ) {}

  get bufferedBytes(): number {
    return this.ws?.getBufferedAmount() ?? 0;
  }

  send(text: string): void {
    if (this.ws?.send(text, false, false) !== ALL_WRITTEN) this.checkPace();
  }

  join(topic: string): void {
    this.ws?.subscribe(topic);
  }

  leave(topic: string): void {
    this.ws?.unsubscribe(topic);
  }

  /** To all others of the app that joined the topic. Answers false, without doing it, where the socket has not. */
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
    // Whoever leaves the last of its topics loses what was published in this turn of the event loop.
    ws.subscribe(EVERYBODY);
    try {
      this.listener = this.settings.onConnection(this, this.request);
    } catch (err) {
      listenerFailed(this, err);
    }
  }

  /** `text` is null for a binary frame. Called for every frame: no closures here. */
  received(text: string | null): void {
    if (this.ws === null || this.listener === null) return;
    try {
      this.listener.heard();
      this.listener.received(text);
    } catch (err) {
      listenerFailed(this, err);
    }
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
   * A reader that is too slow is cut as soon as the code that runs has returned: it may be in the middle of
   * a publish. Until then nothing is written, so nothing that comes later can arrive without what is left
   * out now.
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
 * All sockets of a server. uWebSockets.js publishes without a word about who could not take it, so after
 * every so many published bytes all are asked: a socket can not have grown by more since.
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
