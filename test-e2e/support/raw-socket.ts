import { connect, type Socket } from 'node:net';
import { RawFrames, type FrameListener } from './raw-frames';

/** Where a WebSocket is opened to. */
export interface RawTarget {
  readonly port: number;
  /** Path and query. */
  readonly path: string;
  /** One of 127.0.0.0/8: a client of an address of its own. */
  readonly localAddress?: string;
}

export interface RawSocketListener {
  /** A text frame, in `bytes` from `start` to `end`; only during the call. */
  text(bytes: Buffer, start: number, end: number): void;
  /** Once, however it ended; 1006 without a close frame. */
  closed(code: number): void;
}

export interface RawSocketOptions {
  /** False: of a frame that does not come in one piece only the beginning is given. Saves copying. */
  readonly wholeFrames?: boolean;
}

const CLOSED_ABNORMALLY = 1006;
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const READ_BYTES = 256 * 1024;
/** All sockets of the process are read into it, one at a time. */
const READ_BUFFER = Buffer.allocUnsafe(READ_BYTES);
const HEADER_END = '\r\n\r\n';

/** A WebSocket on a bare TCP connection: costs next to nothing to read, and sends whatever bytes it is told to. */
export class RawSocket implements FrameListener {
  private readonly frames: RawFrames;
  private handshake = '';
  private isOpen = false;
  private isOver = false;
  private code = CLOSED_ABNORMALLY;
  private readonly tcp: Socket;
  /** Resolves when the WebSocket is open, rejects if it is refused. */
  readonly opened: Promise<void>;
  private settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  constructor(
    target: RawTarget,
    private readonly listener: RawSocketListener,
    { wholeFrames = true }: RawSocketOptions = {},
  ) {
    this.frames = new RawFrames(this, wholeFrames);
    this.opened = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    this.opened.catch(() => undefined);
    this.tcp = connect({
      ...{ host: '127.0.0.1', port: target.port, noDelay: true },
      ...(target.localAddress !== undefined && { localAddress: target.localAddress }),
      onread: { buffer: READ_BUFFER, callback: (bytes) => this.read(bytes) },
    });
    this.tcp.once('connect', () => this.tcp.write(upgradeRequest(target.path)));
    this.tcp.on('error', () => undefined);
    this.tcp.on('end', () => this.tcp.end());
    this.tcp.once('close', () => this.over());
  }

  get isUsable(): boolean {
    return this.isOpen && !this.isOver && this.tcp.writable;
  }

  /** Bytes that the server has not taken yet. */
  get waitingBytes(): number {
    return this.tcp.writableLength;
  }

  send(text: string): void {
    this.write(clientFrame(Buffer.from(text)));
  }

  write(bytes: Buffer): void {
    if (!this.isOver) this.tcp.write(bytes);
  }

  /** With a close frame. */
  close(code = 1000): void {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.write(clientFrame(payload, { opcode: CLOSE }));
  }

  /** Without one. */
  cut(): void {
    this.tcp.destroy();
  }

  frame(opcode: number, bytes: Buffer, start: number, end: number): void {
    if (opcode === TEXT) this.listener.text(bytes, start, end);
    else if (opcode === PING) this.write(clientFrame(bytes.subarray(start, end), { opcode: PONG }));
    else if (opcode === CLOSE) this.answerClose(bytes, start, end);
  }

  private read(size: number): boolean {
    const bytes = READ_BUFFER.subarray(0, size);
    if (this.isOpen) this.frames.read(bytes);
    else this.readHandshake(bytes);
    return true;
  }

  private readHandshake(bytes: Buffer): void {
    this.handshake += bytes.toString('latin1');
    const end = this.handshake.indexOf(HEADER_END);
    if (end < 0) return;
    if (!this.handshake.startsWith('HTTP/1.1 101')) {
      this.settle?.reject(new Error(this.handshake.slice(0, end)));
      this.cut();
      return;
    }
    this.isOpen = true;
    this.settle?.resolve();
    const rest = Buffer.from(this.handshake.slice(end + HEADER_END.length), 'latin1');
    this.handshake = '';
    if (rest.length > 0) this.frames.read(rest);
  }

  private answerClose(bytes: Buffer, start: number, end: number): void {
    if (end - start >= 2) this.code = bytes.readUInt16BE(start);
    if (this.tcp.writable) this.tcp.end(clientFrame(bytes.subarray(start, end), { opcode: CLOSE }));
  }

  private over(): void {
    this.isOver = true;
    this.settle?.reject(new Error('closed before it was open'));
    this.listener.closed(this.code);
  }
}

export interface FrameShape {
  readonly opcode?: number;
  /** Whether it is the last of its message. */
  readonly fin?: boolean;
  /** Clients must mask; a server must fail those that do not. */
  readonly masked?: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number;
}

const MASK = Buffer.from([0x5a, 0x17, 0xc3, 0x6e]);

/** A frame as a client sends it (RFC 6455, section 5.2), well-formed or not. */
export function clientFrame(payload: Buffer, shape: FrameShape = {}): Buffer {
  const { opcode, fin, masked, reserved } = { ...WELL_FORMED, ...shape };
  const first = Buffer.from([(fin ? 0x80 : 0) | (reserved << 4) | opcode]);
  const length = lengthOf(payload.length, masked ? 0x80 : 0);
  return Buffer.concat(masked ? [first, length, MASK, maskedBytes(payload)] : [first, length, payload]);
}

const WELL_FORMED = { opcode: TEXT, fin: true, masked: true, reserved: 0 };

function maskedBytes(payload: Buffer): Buffer {
  const body = Buffer.from(payload);
  for (let i = 0; i < body.length; i++) body[i] = (body[i] ?? 0) ^ (MASK[i & 3] ?? 0);
  return body;
}

function lengthOf(length: number, maskBit: number): Buffer {
  if (length < 126) return Buffer.from([maskBit | length]);
  if (length < 65_536) {
    const bytes = Buffer.from([maskBit | 126, 0, 0]);
    bytes.writeUInt16BE(length, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9);
  bytes[0] = maskBit | 127;
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}

function upgradeRequest(path: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Sec-WebSocket-Version: 13${HEADER_END}`,
  ].join('\r\n');
}
