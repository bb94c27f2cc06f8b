import { deflateSync, inflateSync } from 'node:zlib';
import type { RawMessage } from '../decode-batch';
import { BATCH_DICTIONARY } from './batch-dictionary';

/** Of JSON: about as much as a page of the table holds when it is compressed. */
const ROW_BYTES = 32_000;
/** Fast, and little to set up: most batches are small. */
const COMPRESSION = { level: 1, windowBits: 13, memLevel: 5, dictionary: BATCH_DICTIONARY };

/** A row of `log.event`. */
export interface StoredBatch {
  /** Offset of its first event. */
  readonly off: string;
  /** A {@link RecordBatch}; null: the row is one event, as versions up to 0.2.0 stored it. */
  readonly batch: Buffer | null;
  /** Of a single event. */
  readonly key: string;
  /** Of a single event, its envelope. */
  readonly payload: string;
}

/**
 * Consecutive events of one partition, which are stored as one row: lines of JSON, the array of their keys and the
 * envelope of each, compressed in the format of zlib with {@link BATCH_DICTIONARY}.
 */
export class RecordBatch {
  private readonly keys: string[] = [];
  private readonly lines: string[] = [''];
  /** Of JSON, before it is compressed; not ASCII: fewer. */
  bytes = 0;

  constructor(
    readonly topic: number,
    readonly part: number,
    readonly firstOffset: number,
  ) {}

  get events(): number {
    return this.keys.length;
  }

  get isFull(): boolean {
    return this.bytes >= ROW_BYTES;
  }

  /** @param json without line breaks, as `JSON.stringify` writes it */
  add(key: string, json: string): void {
    this.keys.push(key);
    this.lines.push(json);
    this.bytes += json.length;
  }

  compressed(): Buffer {
    this.lines[0] = JSON.stringify(this.keys);
    return deflateSync(this.lines.join('\n'), COMPRESSION);
  }
}

/** Returns the messages of a row from an offset on. */
export function messagesOf({ off, batch, key, payload }: StoredBatch, from: number): RawMessage[] {
  const firstOffset = Number(off);
  if (batch === null) return firstOffset < from ? [] : [{ key, value: payload, offset: firstOffset }];
  const [keys = '[]', ...lines] = inflateSync(batch, { dictionary: BATCH_DICTIONARY }).toString().split('\n');
  const keyOf = JSON.parse(keys) as string[];
  const messages = lines.map((value, i) => ({ key: keyOf[i] ?? '', value, offset: firstOffset + i }));
  return firstOffset < from ? messages.slice(from - firstOffset) : messages;
}
