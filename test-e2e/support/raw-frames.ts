export interface FrameListener {
  /** The payload is in `bytes` from `start` to `end`; only during the call. */
  frame(opcode: number, bytes: Buffer, start: number, end: number): void;
}

/** Enough to tell what a frame is and when it was made. */
const HEAD_BYTES = 1024;

/** Finds the frames of a server (never masked; RFC 6455, section 5.2) in what comes in. */
export class RawFrames {
  /** The beginning of a frame that is not all here yet. */
  private rest: Buffer | null = null;
  /** Bytes of a frame whose beginning was given. */
  private toSkip = 0;

  constructor(
    private readonly listener: FrameListener,
    /** False: of a long frame in several pieces only the beginning is given. */
    private readonly whole: boolean,
  ) {}

  read(chunk: Buffer): void {
    const bytes = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    this.rest = null;
    let at = Math.min(this.toSkip, bytes.length);
    this.toSkip -= at;
    while (at < bytes.length) {
      const next = this.next(bytes, at);
      if (next === null) {
        this.rest = Buffer.from(bytes.subarray(at));
        return;
      }
      at = next;
    }
  }

  /** Where the frame after this one begins; null: this one must wait for more bytes. */
  private next(bytes: Buffer, at: number): number | null {
    const start = payloadStart(bytes, at);
    if (start === null) return null;
    const missing = payloadLength(bytes, at) - (bytes.length - start);
    if (missing > 0 && (this.whole || bytes.length - start < HEAD_BYTES)) return null;
    const end = bytes.length + Math.min(missing, 0);
    this.toSkip = Math.max(missing, 0);
    this.listener.frame((bytes[at] ?? 0) & 15, bytes, start, end);
    return end;
  }
}

const LENGTH_OF_2_BYTES = 126;
const LENGTH_OF_8_BYTES = 127;

/** Null: not all of the header is here. */
function payloadStart(bytes: Buffer, at: number): number | null {
  if (at + 2 > bytes.length) return null;
  const short = shortLength(bytes, at);
  const start = at + 2 + (short === LENGTH_OF_2_BYTES ? 2 : short === LENGTH_OF_8_BYTES ? 8 : 0);
  return start <= bytes.length ? start : null;
}

function payloadLength(bytes: Buffer, at: number): number {
  const short = shortLength(bytes, at);
  if (short === LENGTH_OF_2_BYTES) return bytes.readUInt16BE(at + 2);
  return short === LENGTH_OF_8_BYTES ? Number(bytes.readBigUInt64BE(at + 2)) : short;
}

function shortLength(bytes: Buffer, at: number): number {
  return (bytes[at + 1] ?? 0) & 127;
}
