import type { RawData, WebSocket } from 'ws';
import { listenerFailed } from './listener-guard';
import {
  CLOSED_ABNORMALLY,
  type ClientSocket,
  type CloseCause,
  type SocketListener,
  type SocketSettings,
  type UpgradeRequest,
} from './socket-server.ports';

const TEXT_FRAME = { binary: false, compress: false } as const;
/** Node writes to TLS one turn later. Only what is still buffered then is due to the reader. */
const GRACE_MS = 50;

/** The members of each topic. */
export class Topics {
  private readonly members = new Map<string, Set<WsSocket>>();
  private static readonly NOBODY: ReadonlySet<WsSocket> = new Set();

  membersOf(topic: string): ReadonlySet<WsSocket> {
    return this.members.get(topic) ?? Topics.NOBODY;
  }

  add(topic: string, socket: WsSocket): void {
    const members = this.members.get(topic);
    if (members) members.add(socket);
    else this.members.set(topic, new Set([socket]));
  }

  remove(topic: string, socket: WsSocket): void {
    const members = this.members.get(topic);
    members?.delete(socket);
    if (members?.size === 0) this.members.delete(topic);
  }
}

export class WsSocket implements ClientSocket {
  private readonly joined = new Set<string>();
  private listener: SocketListener | undefined;
  private cause: CloseCause | undefined;
  /** Bytes that were buffered after the last write. */
  private waitingBytes = 0;
  private paceTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ws: WebSocket,
    private readonly topics: Topics,
    private readonly settings: SocketSettings,
  ) {}

  get bufferedBytes(): number {
    return this.ws.bufferedAmount;
  }

  send(text: string): void {
    this.write(text);
  }

  ping(): void {
    if (this.isOpen) this.ws.ping();
  }

  write(text: string | Buffer): void {
    if (!this.isOpen) return;
    this.ws.send(text, TEXT_FRAME, this.written);
    this.waitingBytes = this.ws.bufferedAmount;
    if (this.isSlow) this.paceTimer ??= setTimeout(() => this.checkPace(), GRACE_MS).unref();
  }

  join(topic: string): void {
    if (!this.isOpen) return;
    this.joined.add(topic);
    this.topics.add(topic, this);
  }

  leave(topic: string): void {
    this.joined.delete(topic);
    this.topics.remove(topic, this);
  }

  close(code: number, message: string): void {
    this.ws.close(code, message);
  }

  /** Starts to tell the listener about the socket. */
  opened(request: UpgradeRequest): void {
    const { ws } = this;
    ws.on('message', (data: RawData, isBinary: boolean) => this.received(data as Buffer, isBinary));
    ws.on('ping', () => this.tell((listener) => listener.heard()));
    ws.on('pong', () => this.tell((listener) => listener.heard()));
    // ws itself closes a socket that it can't read; 'close' follows.
    ws.on('error', () => undefined);
    ws.on('close', (code) => this.ended(code || CLOSED_ABNORMALLY));
    try {
      this.listener = this.settings.onConnection(this, request);
    } catch (err) {
      listenerFailed(this, err);
    }
  }

  private get isOpen(): boolean {
    return this.ws.readyState === this.ws.OPEN;
  }

  private get isSlow(): boolean {
    return this.ws.bufferedAmount > this.settings.maxBufferedBytes;
  }

  private received(data: Buffer, isBinary: boolean): void {
    // Frames that arrive after our close frame are ignored.
    if (!this.isOpen) return;
    const isTooLarge = data.byteLength > this.settings.maxFrameBytes;
    this.tell((listener) => {
      listener.heard();
      if (isTooLarge) listener.oversized(data.byteLength);
      else listener.received(isBinary ? null : data.toString());
    });
  }

  private readonly written = (): void => {
    if (this.waitingBytes === 0 || !this.isOpen) return;
    const before = this.waitingBytes;
    this.waitingBytes = this.ws.bufferedAmount;
    if (this.waitingBytes < before) this.tell((listener) => listener.drained());
  };

  private checkPace(): void {
    this.paceTimer = undefined;
    if (!this.isOpen || !this.isSlow) return;
    this.cause = 'slow';
    this.ws.terminate();
  }

  private ended(code: number): void {
    clearTimeout(this.paceTimer);
    for (const topic of [...this.joined]) this.leave(topic);
    this.tell((listener) => listener.closed(code, this.cause));
    this.listener = undefined;
  }

  private tell(what: (listener: SocketListener) => void): void {
    if (!this.listener) return;
    try {
      what(this.listener);
    } catch (err) {
      listenerFailed(this, err);
    }
  }
}
