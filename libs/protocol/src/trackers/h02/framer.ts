import { StepFramer, type Step } from '../step-framer';
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
/** Most bytes that a firmware appends to a binary packet; they may look like the start of a frame. */
const MAX_TAIL = 16;
/** `*HQ,` */
const TEXT_HEAD_LENGTH = 4;
const COMMA = 0x2c;

/**
 * Text frames from `*` to `#`, and binary packets that begin with `$` or `X` and carry no length: 32 bytes,
 * followed by up to 16 bytes that are dropped until the next frame begins.
 */
export class H02Framer extends StepFramer {
  /** Bytes of a text that were searched for its end already. */
  private scanned = 0;
  private tail = 0;

  protected step(): Step {
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
    const from = Math.max(1, this.scanned);
    const end = this.queue.indexOf(TEXT_END, from);
    const cut = this.nextText(from, end === -1 ? this.queue.length : end);
    if (cut !== undefined) return cut;
    this.scanned = end === -1 ? this.queue.length : end;
    if (this.scanned > MAX_TEXT_LENGTH) return this.dropText(1);
    return end === -1 ? 'more' : this.emit(end + 1);
  }

  /** Looks for another text that begins before the end of this one, which was cut off. */
  private nextText(from: number, end: number): Step | undefined {
    let at = this.queue.indexOf(TEXT_START, from);
    while (at !== -1 && at < end) {
      this.scanned = at;
      if (this.queue.length < at + TEXT_HEAD_LENGTH) return 'more';
      if (this.isTextHead(at)) return this.dropText(at);
      at = this.queue.indexOf(TEXT_START, at + 1);
    }
    return undefined;
  }

  private binary(): Step {
    if (this.queue.length < BINARY_HEAD_LENGTH) return 'more';
    if (idLengthOf(this.byteAt) === undefined) return this.skipByte(false);
    const step = this.emit(BINARY_LENGTH);
    if (typeof step === 'object' && 'frame' in step) this.tail = MAX_TAIL;
    return step;
  }

  private readonly byteAt = (at: number): number => this.queue.u8(at);

  private isTextHead(at: number): boolean {
    return isLetter(this.byteAt(at + 1)) && isLetter(this.byteAt(at + 2)) && this.byteAt(at + 3) === COMMA;
  }

  private skipByte(isFree: boolean): Step {
    this.queue.skip(1);
    if (this.tail > 0) this.tail -= 1;
    else if (!isFree || this.skipped > 0) this.skipped += 1;
    return this.skipped > MAX_GARBAGE ? this.end('garbage', 'no frame found') : 'again';
  }

  private dropText(length: number): Step {
    this.queue.skip(length);
    this.scanned = 0;
    this.skipped += length;
    return this.skipped > MAX_GARBAGE ? this.end('garbage', 'no frame found') : 'again';
  }

  private emit(length: number): Step {
    if (this.queue.length < length) return 'more';
    if (this.skipped > 0) return this.resynced();
    this.scanned = 0;
    this.tail = 0;
    return { frame: this.queue.take(length) };
  }
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

function isLineEnd(byte: number): boolean {
  return byte === 0x0d || byte === 0x0a;
}
