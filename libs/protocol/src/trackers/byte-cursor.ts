const EMPTY = Buffer.alloc(0);
const TWO_POW_32 = 0x1_0000_0000;

/**
 * Reads big-endian numbers one after the other. Past the end it yields zeros and remembers that in
 * `overrun`: decoders of hostile bytes need no exceptions.
 */
export class ByteCursor {
  overrun = false;

  constructor(
    private readonly source: Buffer,
    public offset = 0,
  ) {}

  u8(): number {
    const at = this.advance(1);
    return at < 0 ? 0 : this.source.readUInt8(at);
  }

  u16(): number {
    const at = this.advance(2);
    return at < 0 ? 0 : this.source.readUInt16BE(at);
  }

  i16(): number {
    const at = this.advance(2);
    return at < 0 ? 0 : this.source.readInt16BE(at);
  }

  u32(): number {
    const at = this.advance(4);
    return at < 0 ? 0 : this.source.readUInt32BE(at);
  }

  i32(): number {
    const at = this.advance(4);
    return at < 0 ? 0 : this.source.readInt32BE(at);
  }

  /** May be `NaN` or infinite. */
  f32(): number {
    const at = this.advance(4);
    return at < 0 ? 0 : this.source.readFloatBE(at);
  }

  /** Exact up to 2^53. */
  i64(): number {
    const high = this.i32();
    return high * TWO_POW_32 + this.u32();
  }

  /** A view, no copy. */
  bytes(length: number): Buffer {
    const at = this.advance(length);
    return at < 0 ? EMPTY : this.source.subarray(at, at + length);
  }

  get left(): number {
    return this.source.length - this.offset;
  }

  /** What is left, a view. */
  rest(): Buffer {
    return this.bytes(this.left);
  }

  private advance(length: number): number {
    const at = this.offset;
    if (this.overrun || at + length > this.source.length) {
      this.overrun = true;
      return -1;
    }
    this.offset = at + length;
    return at;
  }
}
