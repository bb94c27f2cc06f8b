import { isEnvelopeOf, type Envelope, type Topic } from '@yipii/protocol';
import type { ConsumedEvent } from '../messaging.ports';
import { byteArray } from './byte-arrays';
import type { LogSession } from './log-session';
import type { PartitionLog } from './partition-log';
import { partitionOf } from './partition-of';
import { RecordBatch } from './record-batch';
import type { TopicLog } from './topic-log';

/** A call of `publish` that waits for its result. */
export interface AppendRequest {
  readonly topic: Topic<unknown>;
  readonly events: readonly Envelope<unknown>[];
  /** `performance.now()` of the call. */
  readonly since: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const INSERT = `
  INSERT INTO log.event (topic, part, off, events, bytes, at, key, payload, batch)
  SELECT topic, part, off, events, bytes, $1, '', '', batch
  FROM unnest($2::smallint[], $3::smallint[], $4::bigint[], $5::int[], $6::int[], $7::bytea[])
    AS event (topic, part, off, events, bytes, batch)`;

/** Events with their offsets, to be stored by one statement: all of them or none, and unchanged when repeated. */
export class AppendBatch {
  readonly requests: AppendRequest[] = [];
  size = 0;
  bytes = 0;
  private readonly growths = new Map<PartitionLog, Growth>();

  /** @throws TypeError if an event can't be serialised as JSON; then nothing of the request is added */
  add(request: AppendRequest, topicLog: TopicLog): void {
    const payloads = request.events.map((envelope) => JSON.stringify(envelope));
    request.events.forEach((envelope, i) =>
      this.addEvent(request.topic, topicLog, envelope, payloads[i] ?? 'null'),
    );
    this.requests.push(request);
  }

  async store(session: LogSession, at: number): Promise<void> {
    const rows = [...this.growths.values()].flatMap((growth) => growth.rows);
    await session.prepared('log-append', INSERT, [
      new Date(at),
      arrayOf(rows, ({ topic }) => topic),
      arrayOf(rows, ({ part }) => part),
      arrayOf(rows, ({ firstOffset }) => firstOffset),
      arrayOf(rows, ({ events }) => events),
      arrayOf(rows, ({ bytes }) => bytes),
      byteArray(rows.map((row) => row.compressed())),
    ]);
  }

  /** Returns whether the heads, once reread, show that the batch was stored although the confirmation was lost. */
  isWithin(heads: ReadonlyMap<PartitionLog, number>): boolean {
    for (const [partition, { chunk }] of this.growths) return (heads.get(partition) ?? 0) > chunk.firstOffset;
    return true;
  }

  /** Hands the durable batch to readers and resolves its publishers. */
  confirm(): void {
    for (const [partition, { chunk, readable }] of this.growths) {
      if (readable) partition.append(chunk);
      else partition.skipTo(chunk.firstOffset + chunk.events.length);
    }
    for (const { resolve } of this.requests) resolve();
  }

  private addEvent(
    topic: Topic<unknown>,
    topicLog: TopicLog,
    envelope: Envelope<unknown>,
    payload: string,
  ): void {
    const key = envelope.subject;
    const part = partitionOf(key, topicLog.partitions.length);
    const growth = this.growthOf(topicLog, part);
    const { chunk, rows } = growth;
    const offset = chunk.firstOffset + chunk.events.length;
    chunk.events.push(consumed(envelope, offset));
    chunk.bytes += payload.length;
    // Events that the guard refuses are treated like foreign messages: read from the table and dead-lettered.
    growth.readable &&= isEnvelopeOf(topic, envelope);
    this.size += 1;
    this.bytes += payload.length;
    let row = rows.at(-1);
    if (!row || row.isFull) rows.push((row = new RecordBatch(topicLog.id, part, offset)));
    row.add(key, payload);
  }

  private growthOf({ partitions }: TopicLog, part: number): Growth {
    const partition = partitions[part] as PartitionLog;
    let growth = this.growths.get(partition);
    if (!growth) {
      growth = { chunk: { firstOffset: partition.head, events: [], bytes: 0 }, rows: [], readable: true };
      this.growths.set(partition, growth);
    }
    return growth;
  }
}

/** A literal: a spread that adds a field makes V8 a hidden class for each event, which outlives it. */
function consumed(envelope: Envelope<unknown>, offset: number): ConsumedEvent<unknown> {
  const { id, occurredAt, account, subject, traceparent, event } = envelope;
  return { id, occurredAt, account, subject, traceparent, event, offset };
}

/** Numbers as PostgreSQL reads an array. */
function arrayOf(rows: readonly RecordBatch[], numberOf: (row: RecordBatch) => number): string {
  return `{${rows.map(numberOf).join()}}`;
}

interface Growth {
  readonly chunk: { readonly firstOffset: number; readonly events: ConsumedEvent<unknown>[]; bytes: number };
  readonly rows: RecordBatch[];
  readable: boolean;
}
