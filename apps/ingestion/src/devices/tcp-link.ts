import type { Socket } from 'node:net';
import type { DeviceLink } from './tracker-connection';

/** Maximum memory for replies that a device does not read. */
const MAX_UNREAD_BYTES = 64 * 1024;
/**
 * If a socket is closed with unread bytes, its peer may lose the last reply, so bytes are discarded for this long.
 */
const LINGER_MS = 1_000;

/** A socket, read no faster than allowed. */
export class TcpLink implements DeviceLink {
  readonly address: string;
  readonly port: number;
  private reading = true;
  private closing = false;
  private budget: number;

  constructor(
    private readonly socket: Socket,
    private readonly maxBytesPerSecond: number,
  ) {
    this.address = socket.remoteAddress ?? '';
    this.port = socket.remotePort ?? 0;
    this.budget = maxBytesPerSecond;
  }

  /** Counts received bytes; over the limit nothing more is read until the next second. */
  spend(bytes: number): void {
    this.budget -= bytes;
    if (this.closing && this.budget <= 0) this.socket.destroy();
    else this.apply();
  }

  /** To be called every second. */
  refill(): void {
    this.budget = this.maxBytesPerSecond;
    this.apply();
  }

  send(bytes: Buffer): void {
    if (this.closing) return;
    this.socket.write(bytes);
    if (this.socket.writableLength > MAX_UNREAD_BYTES) this.socket.destroy();
  }

  setReading(reading: boolean): void {
    if (reading === this.reading) return;
    this.reading = reading;
    this.apply();
  }

  registered(): void {}

  close(): void {
    if (this.closing) return;
    this.closing = true;
    this.socket.end();
    this.socket.resume();
    setTimeout(() => this.socket.destroy(), LINGER_MS).unref();
  }

  private apply(): void {
    if (this.closing) return;
    const paused = !this.reading || this.budget <= 0;
    if (paused !== this.socket.isPaused()) {
      if (paused) this.socket.pause();
      else this.socket.resume();
    }
  }
}
