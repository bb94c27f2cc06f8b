import { connect, type Socket } from 'node:net';
import type { DeviceProtocol } from './device-protocol';
import type { Random } from './random';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4000;

export interface TrackerClientOptions {
  readonly host: string;
  readonly port: number;
  readonly uniqueId: string;
  readonly protocol: DeviceProtocol;
  /** A frame is sent once this many records are pending. */
  readonly fewestRecords: number;
  readonly mostRecords: number;
  /** How long an answer may take before the device reconnects. */
  readonly answerTimeoutMs: number;
  readonly random: Random;
  readonly observer: TrackerObserver;
}

export interface TrackerObserver {
  /** A connection could not be made; the device tries again. */
  unreachable(): void;
  sent(records: number, again: boolean): void;
  /** @param ms since the frame was first sent */
  acknowledged(uniqueId: string, frame: Frame, ms: number): void;
}

export interface Frame {
  readonly bytes: Buffer;
  readonly records: number;
  readonly firstSentAt: number;
}

/**
 * A tracker's modem: keeps records until the server has acknowledged them, with one frame in flight at a time.
 * If the connection ends, no answer comes or the server accepts nothing, it sends the same bytes again, with
 * increasing pauses. It never discards an unacknowledged record.
 */
export class TrackerClient {
  private buffer: Buffer[] = [];
  private underway: Frame | undefined;
  private socket: Socket | undefined;
  private received: Buffer = Buffer.alloc(0);
  private state: 'stopped' | 'connecting' | 'ready' | 'waiting' = 'stopped';
  private failures = 0;
  private fewestRecords: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: TrackerClientOptions) {
    this.fewestRecords = options.fewestRecords;
  }

  get uniqueId(): string {
    return this.options.uniqueId;
  }

  start(): void {
    this.connect();
  }

  /** @param record as the protocol encoded it */
  push(record: Buffer): void {
    this.buffer.push(record);
    this.sendNext();
  }

  /** Number of records that are not acknowledged. */
  get pending(): number {
    return this.buffer.length + (this.underway?.records ?? 0);
  }

  /** Sends pending records from now on without waiting for a full frame. */
  flush(): void {
    this.fewestRecords = 1;
    this.sendNext();
  }

  /** Stops at once; pending records stay unacknowledged. */
  stop(): void {
    this.state = 'stopped';
    clearTimeout(this.timer);
    this.socket?.destroy();
  }

  private connect(): void {
    const { host, port, protocol, uniqueId } = this.options;
    this.state = 'connecting';
    this.received = Buffer.alloc(0);
    const socket = connect({ host, port, noDelay: true });
    this.socket = socket;
    let wasConnected = false;
    socket.on('connect', () => {
      wasConnected = true;
      if (protocol.login) socket.write(protocol.login.bytes(uniqueId));
      else this.becomeReady();
    });
    socket.on('data', (bytes) => this.receive(bytes));
    // Every error is followed by `close`.
    socket.on('error', () => undefined);
    socket.on('close', () => this.reconnect(socket, wasConnected));
    this.expectAnswer();
  }

  private reconnect(socket: Socket, wasConnected: boolean): void {
    if (this.state === 'stopped' || socket !== this.socket) return;
    if (!wasConnected) this.options.observer.unreachable();
    this.state = 'connecting';
    this.after(this.retryPause(), () => this.connect());
  }

  private receive(bytes: Buffer): void {
    // No answer is expected: these bytes are ignored.
    if (this.state !== 'connecting' && this.state !== 'waiting') return;
    this.received = Buffer.concat([this.received, bytes]);
    if (this.state === 'connecting') this.readLoginAnswer();
    else this.readAcknowledgement();
  }

  private readLoginAnswer(): void {
    const answer = this.options.protocol.login?.readAnswer(this.received);
    if (!answer) return;
    this.received = this.received.subarray(answer.length);
    if (!answer.value) {
      this.socket?.destroy();
      return;
    }
    this.becomeReady();
  }

  private becomeReady(): void {
    clearTimeout(this.timer);
    this.state = 'ready';
    if (this.underway) this.send(this.underway, true);
    else this.sendNext();
  }

  private readAcknowledgement(): void {
    const frame = this.underway;
    const answer = frame && this.options.protocol.readAcknowledgement(this.received, frame.records);
    if (!answer) return;
    this.received = this.received.subarray(answer.length);
    this.state = 'ready';
    if (answer.value !== frame.records) {
      this.after(this.retryPause(), () => this.send(frame, true));
      return;
    }
    clearTimeout(this.timer);
    this.failures = 0;
    this.underway = undefined;
    this.options.observer.acknowledged(this.options.uniqueId, frame, performance.now() - frame.firstSentAt);
    this.sendNext();
  }

  private sendNext(): void {
    if (this.state !== 'ready' || this.underway || this.buffer.length < this.fewestRecords) return;
    const records = this.buffer.splice(0, this.options.mostRecords);
    if (records.length === 0) return;
    const bytes = this.options.protocol.pack(this.uniqueId, records);
    this.underway = { bytes, records: records.length, firstSentAt: performance.now() };
    this.send(this.underway, false);
  }

  private send(frame: Frame, again: boolean): void {
    this.state = 'waiting';
    this.socket?.write(frame.bytes);
    this.options.observer.sent(frame.records, again);
    this.expectAnswer();
  }

  private expectAnswer(): void {
    this.after(this.options.answerTimeoutMs, () => this.socket?.destroy());
  }

  private after(ms: number, run: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(run, ms);
  }

  /** Has some jitter, so that a fleet does not reconnect all at once. */
  private retryPause(): number {
    this.failures += 1;
    const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(10, this.failures - 1));
    return longest * (0.5 + 0.5 * this.options.random());
  }
}
