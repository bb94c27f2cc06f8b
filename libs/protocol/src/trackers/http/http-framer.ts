import { ByteQueue } from '../byte-queue';
import type { Framed, Framer } from '../tracker-protocol';
import { readChunk } from './chunked-body';
import { formatResponse } from './format-response';
import type { HttpResponse } from './http-message';
import { parseHead, type BodyLength } from './parse-head';

const CR = 0x0d;
const LF = 0x0a;
const MAX_HEAD_BYTES = 8 * 1024;
const MAX_BODY_BYTES = 64 * 1024;
/** With the sizes of the chunks: those of one byte each would be six times as long. */
const MAX_CHUNKED_BYTES = 2 * MAX_BODY_BYTES;

/**
 * Every request is one frame, as it came. A head that announces its body by `Expect: 100-continue` is a
 * frame of its own before that: the client waits for its answer.
 */
export class HttpFramer implements Framer {
  private readonly queue = new ByteQueue();
  /** How far the search for the end of the head, or of the chunks, has come. */
  private scanned = 0;
  private head: { readonly length: number; readonly body: BodyLength } | undefined;
  private ended = false;

  push(bytes: Buffer): void {
    if (!this.ended) this.queue.push(bytes);
  }

  next(): Framed | undefined {
    if (this.ended) return undefined;
    return this.head ? this.body(this.head.length, this.head.body) : this.findHead();
  }

  private findHead(): Framed | undefined {
    this.skipEmptyLines();
    const length = this.endOfHead();
    if (length > MAX_HEAD_BYTES) return this.end('head_too_long', 431);
    if (length === 0) return undefined;
    const head = parseHead(this.queue.view(0, length).toString('latin1'));
    if ('reason' in head) return this.end(head.reason, 400);
    if (head.body !== 'chunked' && head.body > MAX_BODY_BYTES) return this.end('body_too_long', 413);
    this.head = { length, body: head.body };
    this.scanned = length;
    if (head.body !== 0 && head.headers.get('expect')?.toLowerCase() === '100-continue')
      return { frame: Buffer.from(this.queue.view(0, length)) };
    return this.next();
  }

  private skipEmptyLines(): void {
    while (this.scanned === 0 && this.queue.length > 0 && [CR, LF].includes(this.queue.u8(0)))
      this.queue.skip(1);
  }

  /** The head's length with its empty line; 0: not complete. Looks at no byte twice. */
  private endOfHead(): number {
    for (;;) {
      const at = this.queue.indexOf(LF, this.scanned);
      if (at === -1 || at >= MAX_HEAD_BYTES) {
        const { length } = this.queue;
        return at === -1 && length <= MAX_HEAD_BYTES ? 0 : MAX_HEAD_BYTES + 1;
      }
      if (this.isEmptyLine(this.scanned, at)) return at + 1;
      this.scanned = at + 1;
    }
  }

  private isEmptyLine(start: number, end: number): boolean {
    return end === start || (end === start + 1 && this.queue.u8(start) === CR);
  }

  private body(headLength: number, body: BodyLength): Framed | undefined {
    if (body === 'chunked') return this.chunks(headLength);
    return this.queue.length < headLength + body ? undefined : this.emit(headLength + body);
  }

  private chunks(headLength: number): Framed | undefined {
    const bytes = this.queue.view(0, this.queue.length);
    for (;;) {
      const chunk = readChunk(bytes, this.scanned);
      if (chunk === 'bad') return this.end('bad_chunk', 400);
      if (!chunk) return undefined;
      this.scanned = chunk.next;
      if (this.scanned - headLength > MAX_CHUNKED_BYTES) return this.end('body_too_long', 413);
      if (chunk.end === chunk.start) return this.emit(chunk.next);
    }
  }

  private emit(length: number): Framed {
    this.head = undefined;
    this.scanned = 0;
    return { frame: this.queue.take(length) };
  }

  private end(reason: string, status: HttpResponse['status']): Framed {
    this.ended = true;
    this.queue.clear();
    return { end: { reason }, reply: formatResponse({ status, body: `${reason}\n` }, { keepAlive: false }) };
  }
}
