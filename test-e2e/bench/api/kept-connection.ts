import { once } from 'node:events';
import { connect, type OnReadOpts, type Socket } from 'node:net';

/** A request, made anew for each call. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const READ_BYTES = 64 * 1024;
const END_OF_HEAD = '\r\n\r\n';
const END_OF_CHUNKS = '\r\n0\r\n\r\n';

/**
 * A connection over HTTP/1.1 (RFC 9112) that is kept, with one request on its way at a time. It reads answers into one
 * buffer and drops them: Node's own client makes a buffer for each read, and collecting those shows in the times.
 */
export class KeptConnection {
  private socket!: Socket;
  private waiting: ((problem: Error | null) => void) | null = null;
  private head = '';
  /** Of the body, or null: it comes in chunks. */
  private length: number | null = null;
  private bytes = 0;
  private lastBytes = '';

  private constructor(private readonly host: string) {}

  static async open(base: string): Promise<KeptConnection> {
    const { host, hostname, port } = new URL(base);
    const connection = new KeptConnection(host);
    const onread: OnReadOpts = {
      buffer: Buffer.alloc(READ_BYTES),
      callback: (count, buffer) => connection.take(Buffer.from(buffer.buffer, buffer.byteOffset, count)),
    };
    connection.socket = connect({ host: hostname, port: Number(port), noDelay: true, onread });
    connection.socket.on('error', (error) => connection.settle(error));
    connection.socket.on('close', () => connection.settle(new Error('the connection was closed')));
    await once(connection.socket, 'connect');
    return connection;
  }

  /** Returns the bytes of the answer's body, with what separates its chunks. @throws Error if it is no success */
  async ask({ method, path, headers = {}, body = '' }: Call): Promise<number> {
    const fields = { host: this.host, ...headers, 'content-length': String(Buffer.byteLength(body)) };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    this.head = this.lastBytes = '';
    this.length = null;
    this.bytes = 0;
    await new Promise<void>((resolve, reject) => {
      this.waiting = (problem) => (problem ? reject(problem) : resolve());
      this.socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}${END_OF_HEAD}${body}`);
    });
    if (!this.head.startsWith('HTTP/1.1 200 ')) throw new Error(`${method} ${path}: ${this.head}`);
    return this.bytes;
  }

  close(): void {
    this.socket.destroy();
  }

  private take(read: Buffer): boolean {
    this.bytes += read.length;
    const last = read.subarray(-END_OF_CHUNKS.length).toString('latin1');
    this.lastBytes = (this.lastBytes + last).slice(-END_OF_CHUNKS.length);
    if (!this.head.endsWith(END_OF_HEAD)) this.takeHead(read);
    const isOver = this.length === null ? this.lastBytes === END_OF_CHUNKS : this.bytes >= this.length;
    if (isOver && this.head.endsWith(END_OF_HEAD)) this.settle(null);
    return true;
  }

  private takeHead(read: Buffer): void {
    const text = this.head + read.toString('latin1');
    const end = text.indexOf(END_OF_HEAD) + END_OF_HEAD.length;
    this.head = end < END_OF_HEAD.length ? text : text.slice(0, end);
    this.bytes = text.length - this.head.length;
    const [, length] = /^content-length: (\d+)/im.exec(this.head) ?? [];
    this.length = length === undefined ? null : Number(length);
  }

  private settle(problem: Error | null): void {
    this.waiting?.(problem);
    this.waiting = null;
  }
}
