import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
  /** False: the server closes the connection now. */
  readonly keepsAlive: boolean;
}

/** One call at a time on one kept-alive connection; writes whatever bytes it is told to. */
export class RawHttp {
  private readonly tcp: Socket;
  private received = '';
  private awaited: { resolve: (answer: RawAnswer | null) => void } | null = null;
  private isOver = false;

  constructor(port: number) {
    this.tcp = connect({ host: '127.0.0.1', port, noDelay: true });
    this.tcp.setEncoding('latin1');
    this.tcp.on('data', (text) => this.read(String(text)));
    this.tcp.on('error', () => undefined);
    this.tcp.on('end', () => this.tcp.end());
    this.tcp.once('close', () => {
      this.isOver = true;
      this.settle(null);
    });
  }

  get isUsable(): boolean {
    return !this.isOver && this.tcp.writable;
  }

  /** The answer; null: the connection was closed without one. */
  call(pieces: readonly Buffer[]): Promise<RawAnswer | null> {
    if (this.isOver) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.awaited = { resolve };
      for (const piece of pieces) this.tcp.write(piece);
    });
  }

  cut(): void {
    this.tcp.destroy();
  }

  private read(text: string): void {
    this.received += text;
    const head = this.received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const headers = this.received.slice(0, head);
    const length = Number(/^content-length: *(\d+)/im.exec(headers)?.[1] ?? 0);
    const end = head + 4 + length;
    if (this.received.length < end) return;
    const status = Number(this.received.slice(9, 12));
    const body = this.received.slice(head + 4, end);
    this.received = this.received.slice(end);
    this.settle({ status, body, keepsAlive: !/^connection: *close/im.test(headers) });
  }

  private settle(answer: RawAnswer | null): void {
    const { awaited } = this;
    this.awaited = null;
    awaited?.resolve(answer);
  }
}
