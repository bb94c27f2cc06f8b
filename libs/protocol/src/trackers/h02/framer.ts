import { ByteQueue } from '../byte-queue';
import type { Framed, Framer } from '../tracker-protocol';
import {
  BINARY_HEAD_LENGTH,
  BINARY_LENGTH,
  BINARY_START,
  idLengthOf,
  STATE_START,
  TEXT_END,
  TEXT_START,
} from './wire';

const MAX_TEXT_LENGTH = 1024;
const MAX_GARBAGE = 1024;
/** Most bytes that a firmware adds to a binary packet; they look like anything. */
const MAX_TAIL = 16;
/** `*HQ,` */
const TEXT_HEAD_LENGTH = 4;

type Step = Framed | 'more' | 'again';

/**
 * Text frames from `*` to `#`, and binary packets that begin with `$` or `X` and do not say how long they
 * are: 32 bytes, then up to 16 more until the next frame begins, which are dropped.
 */
export class H02Framer implements Framer {
  private readonly queue = new ByteQueue();
  /** Bytes of a text that are known to hold no end. */
  private scanned = 0;
  private tail = 0;
  private skipped = 0;
  private ended = false;

  push(bytes: Buffer): void {
    if (!this.ended) this.queue.push(bytes);
  }

  next(): Framed | undefined {
    if (this.ended) return undefined;
    let step: Step;
    do step = this.step();
    while (step === 'again');
    return step === 'more' ? undefined : step;
  }

  private step(): Step {
    if (this.queue.length === 0) return 'more';
    const head = this.queue.u8(0);
    if (head === TEXT_START) return this.text();
    if (head === BINARY_START) return this.binary();
    if (head === STATE_START && this.tail === 0 && this.skipped === 0) return this.emit(BINARY_LENGTH);
    return this.skipByte(isLineEnd(head));
  }

  private text(): Step {
    if (this.queue.length < TEXT_HEAD_LENGTH) return 'more';
    if (!this.isTextHead(0)) return this.skipByte(false);
    if (this.skipped > 0) return this.resynced();
    const { length } = this.queue;
    for (let at = Math.max(1, this.scanned); at < length; at += 1) {
      const byte = this.queue.u8(at);
      if (byte === TEXT_END) return this.emit(at + 1);
      if (at >= MAX_TEXT_LENGTH) return this.dropText(1);
      if (byte !== TEXT_START) continue;
      this.scanned = at;
      if (length < at + TEXT_HEAD_LENGTH) return 'more';
      // A frame that was cut off by the next one.
      if (this.isTextHead(at)) return this.dropText(at);
    }
    this.scanned = length;
    return 'more';
  }

  private binary(): Step {
    if (this.queue.length < BINARY_HEAD_LENGTH) return 'more';
    const head = Array.from({ length: BINARY_HEAD_LENGTH }, (_, at) => this.queue.u8(at));
    if (idLengthOf(Buffer.from(head).toString('hex')) === undefined) return this.skipByte(false);
    if (this.skipped > 0) return this.resynced();
    const step = this.emit(BINARY_LENGTH);
    if (step !== 'more') this.tail = MAX_TAIL;
    return step;
  }

  private isTextHead(at: number): boolean {
    const isWord = (byte: number) => /\w/.test(String.fromCharCode(byte));
    return isWord(this.queue.u8(at + 1)) && isWord(this.queue.u8(at + 2)) && this.queue.u8(at + 3) === 0x2c;
  }

  private skipByte(isFree: boolean): Step {
    this.queue.skip(1);
    if (this.tail > 0) this.tail -= 1;
    else if (!isFree || this.skipped > 0) this.skipped += 1;
    return this.skipped > MAX_GARBAGE ? this.end() : 'again';
  }

  private dropText(length: number): Step {
    this.queue.skip(length);
    this.scanned = 0;
    this.skipped += length;
    return this.skipped > MAX_GARBAGE ? this.end() : 'again';
  }

  private resynced(): Step {
    const warning = { reason: 'garbage_skipped', detail: `${this.skipped} bytes` };
    this.skipped = 0;
    return { warning };
  }

  private emit(length: number): Step {
    if (this.queue.length < length) return 'more';
    this.scanned = 0;
    this.tail = 0;
    return { frame: this.queue.take(length) };
  }

  private end(): Step {
    this.ended = true;
    this.queue.clear();
    return { end: { reason: 'garbage', detail: 'no frame found' } };
  }
}

function isLineEnd(byte: number): boolean {
  return byte === 0x0d || byte === 0x0a;
}
