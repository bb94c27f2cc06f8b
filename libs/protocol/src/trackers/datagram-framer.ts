import type { Framed, Framer } from './tracker-protocol';

/** Datagrams of one device that wait for their turn; the device sends again what is dropped. */
const MAX_WAITING = 64;

/** Every datagram is one frame. */
export class DatagramFramer implements Framer {
  private readonly waiting: Framed[] = [];

  push(datagram: Buffer): void {
    const { length } = this.waiting;
    if (length < MAX_WAITING) this.waiting.push({ frame: datagram });
    else if (length === MAX_WAITING) this.waiting.push({ warning: { reason: 'datagrams_dropped' } });
  }

  next(): Framed | undefined {
    return this.waiting.shift();
  }
}
