const SMALLEST = 256;
/** Of all connections that are silent between two frames: one each would outlive every frame. */
const EMPTY = Buffer.alloc(0);

/**
 * Received bytes that belong to no frame yet. It grows by doubling and copies what it hands out, so that a
 * device that sends one byte at a time costs neither quadratic work nor a buffer per byte.
 */
export class ByteQueue {
  private buffer = EMPTY;
  private start = 0;
  private end = 0;

  get length(): number {
    return this.end - this.start;
  }

  push(bytes: Buffer): void {
    if (this.end + bytes.length > this.buffer.length) this.makeRoom(bytes.length);
    bytes.copy(this.buffer, this.end);
    this.end += bytes.length;
  }

  u8(at: number): number {
    return this.buffer.readUInt8(this.start + at);
  }

  u16(at: number): number {
    return this.buffer.readUInt16BE(this.start + at);
  }

  u32(at: number): number {
    return this.buffer.readUInt32BE(this.start + at);
  }

  /** The offset of a byte's first occurrence at or behind `from`; -1 if there is none. */
  indexOf(byte: number, from: number): number {
    const at = this.buffer.subarray(0, this.end).indexOf(byte, this.start + from);
    return at === -1 ? -1 : at - this.start;
  }

  /** The bytes between two offsets, valid until the queue changes. */
  view(from: number, to: number): Buffer {
    return this.buffer.subarray(this.start + from, Math.min(this.start + to, this.end));
  }

  /** A copy of the first bytes, which leave the queue. */
  take(length: number): Buffer {
    const taken = Buffer.from(this.buffer.subarray(this.start, this.start + length));
    this.skip(length);
    return taken;
  }

  skip(length: number): void {
    this.start += length;
    if (this.start >= this.end) this.clear();
  }

  /** Also gives the memory back: most connections are silent between two frames. */
  clear(): void {
    this.buffer = EMPTY;
    this.start = 0;
    this.end = 0;
  }

  private makeRoom(more: number): void {
    const needed = this.length + more;
    const target =
      needed * 2 <= this.buffer.length ? this.buffer : Buffer.allocUnsafe(Math.max(SMALLEST, needed * 2));
    this.buffer.copy(target, 0, this.start, this.end);
    this.end = this.length;
    this.start = 0;
    this.buffer = target;
  }
}
