import type { RawMessage } from '../decode-batch';

/** About as much JSON as a page of the table holds when it is compressed. */
const ROW_BYTES = 16_000;

/** A row of `log.event`. */
export interface StoredBatch {
  /** Offset of its first event. */
  readonly off: string;
  /** How many events it has; null: one, as versions up to 0.2.0 stored it, with its bare key. */
  readonly events: number | null;
  /** The JSON array of their keys. */
  readonly key: string;
  /** Their envelopes, each a line of JSON. */
  readonly payload: string;
}

/** Consecutive events of one partition, which are stored as one row. */
export class RecordBatch {
  private readonly keys: string[] = [];
  private readonly lines: string[] = [];
  private length = 0;

  constructor(
    readonly topic: number,
    readonly part: number,
    readonly firstOffset: number,
  ) {}

  get events(): number {
    return this.lines.length;
  }

  get isFull(): boolean {
    return this.length >= ROW_BYTES;
  }

  /** @param json without line breaks, as `JSON.stringify` writes it */
  add(key: string, json: string): void {
    this.keys.push(key);
    this.lines.push(json);
    this.length += json.length;
  }

  get key(): string {
    return JSON.stringify(this.keys);
  }

  get payload(): string {
    return this.lines.join('\n');
  }
}

/** Returns the messages of a row from an offset on. */
export function messagesOf({ off, events, key, payload }: StoredBatch, from: number): RawMessage[] {
  const firstOffset = Number(off);
  if (events === null) return firstOffset < from ? [] : [{ key, value: payload, offset: firstOffset }];
  const keys = JSON.parse(key) as string[];
  const messages = payload
    .split('\n')
    .map((value, i) => ({ key: keys[i] ?? '', value, offset: firstOffset + i }));
  return firstOffset < from ? messages.slice(from - firstOffset) : messages;
}
