const LF = 0x0a;
/** Digits of a chunk's size, and whatever extension a client may add. */
const MAX_SIZE_LINE = 128;
const SIZE = /^([0-9a-fA-F]{1,8})[ \t]*(;.*)?$/;
const MAX_CHUNK_BYTES = 64 * 1024;

/** One chunk of a body: where its data is. The last one is empty. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** Where the next chunk begins; behind the last one, where the body ends. */
  readonly next: number;
}

/** Reads the chunk at an offset. Undefined: more bytes are needed. */
export function readChunk(bytes: Buffer, offset: number): Chunk | 'bad' | undefined {
  const lineEnd = bytes.indexOf(LF, offset);
  if (lineEnd === -1) return bytes.length - offset > MAX_SIZE_LINE ? 'bad' : undefined;
  if (lineEnd - offset > MAX_SIZE_LINE) return 'bad';
  const size = SIZE.exec(bytes.toString('latin1', offset, lineEnd).trimEnd())?.[1];
  if (size === undefined) return 'bad';
  const start = lineEnd + 1;
  const end = start + Number.parseInt(size, 16);
  if (end - start > MAX_CHUNK_BYTES) return 'bad';
  return end === start ? readTrailers(bytes, start) : readEndOfChunk(bytes, start, end);
}

function readEndOfChunk(bytes: Buffer, start: number, end: number): Chunk | 'bad' | undefined {
  if (bytes.length <= end) return undefined;
  if (bytes[end] === LF) return { start, end, next: end + 1 };
  if (bytes.length === end + 1) return undefined;
  return bytes[end + 1] === LF ? { start, end, next: end + 2 } : 'bad';
}

/** Lines up to an empty one; nobody needs what they say. */
function readTrailers(bytes: Buffer, start: number): Chunk | 'bad' | undefined {
  let lineStart = start;
  for (;;) {
    const lineEnd = bytes.indexOf(LF, lineStart);
    if (lineEnd === -1 || lineEnd - start > MAX_SIZE_LINE)
      return bytes.length - start > MAX_SIZE_LINE ? 'bad' : undefined;
    if (bytes.toString('latin1', lineStart, lineEnd).trim() === '')
      return { start, end: start, next: lineEnd + 1 };
    lineStart = lineEnd + 1;
  }
}

/** The data of a complete body in chunks. */
export function joinChunks(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let offset = 0; ;) {
    const chunk = readChunk(bytes, offset);
    if (!chunk || chunk === 'bad' || chunk.end === chunk.start) return Buffer.concat(parts);
    parts.push(bytes.subarray(chunk.start, chunk.end));
    offset = chunk.next;
  }
}
