import type { Socket } from 'node:net';
import type { DeviceLink } from './tracker-connection';

/** A device that does not read its answers is not worth more memory than this. */
const MAX_UNREAD_BYTES = 64 * 1024;

/** A socket, read no faster than allowed. */
export class TcpLink implements DeviceLink {
  readonly peer: string;
  private reading = true;
  private budget: number;

  constructor(
    private readonly socket: Socket,
    private readonly maxBytesPerSecond: number,
  ) {
    this.peer = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`;
    this.budget = maxBytesPerSecond;
  }

  /** Bytes have come; over the limit nothing more is read until the next second. */
  spend(bytes: number): void {
    this.budget -= bytes;
    this.apply();
  }

  /** To be called every second. */
  refill(): void {
    this.budget = this.maxBytesPerSecond;
    this.apply();
  }

  send(bytes: Buffer): void {
    this.socket.write(bytes);
    if (this.socket.writableLength > MAX_UNREAD_BYTES) this.socket.destroy();
  }

  setReading(reading: boolean): void {
    this.reading = reading;
    this.apply();
  }

  close(): void {
    this.socket.destroySoon();
  }

  private apply(): void {
    const paused = !this.reading || this.budget <= 0;
    if (paused !== this.socket.isPaused()) {
      if (paused) this.socket.pause();
      else this.socket.resume();
    }
  }
}
