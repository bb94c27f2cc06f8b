import { isEnvelopeOf, type Envelope, type Topic } from '@yipii/protocol';
import type { ConsumedEvent } from '../messaging.ports';
import type { LogSession } from './log-session';
import type { PartitionLog } from './partition-log';
import { partitionOf } from './partition-of';
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

/** JSON text has no line breaks, so that columns of it travel as one string that needs no escaping. */
const INSERT = `
  INSERT INTO log.event (topic, part, off, at, key, payload)
  SELECT topic, part, off, $1, key, payload
  FROM unnest($2::smallint[], $3::smallint[], $4::bigint[], $5::text[], string_to_array($6, E'\\n'))
    AS event (topic, part, off, key, payload)`;

/** Events with their offsets, to be stored by one statement: all of them or none, and unchanged when repeated. */
export class AppendBatch {
  readonly requests: AppendRequest[] = [];
  bytes = 0;
  private readonly topicIds: number[] = [];
  private readonly parts: number[] = [];
  private readonly offsets: number[] = [];
  /** As elements of an array. */
  private readonly keys: string[] = [];
  private readonly payloads: string[] = [];
  private readonly growths = new Map<PartitionLog, Growth>();

  get size(): number {
    return this.offsets.length;
  }

  /** @throws TypeError if an event can't be serialised as JSON; then nothing of the request is added */
  add(request: AppendRequest, topicLog: TopicLog): void {
    const payloads = request.events.map((envelope) => JSON.stringify(envelope));
    request.events.forEach((envelope, i) =>
      this.addEvent(request.topic, topicLog, envelope, payloads[i] ?? 'null'),
    );
    this.requests.push(request);
  }

  async store(session: LogSession, at: number): Promise<void> {
    await session.query(INSERT, [
      new Date(at),
      `{${this.topicIds.join()}}`,
      `{${this.parts.join()}}`,
      `{${this.offsets.join()}}`,
      `{${this.keys.join()}}`,
      this.payloads.join('\n'),
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
    const growth = this.growthOf(topicLog.partitions[part] as PartitionLog);
    const offset = growth.chunk.firstOffset + growth.chunk.events.length;
    growth.chunk.events.push({ ...envelope, offset });
    growth.chunk.bytes += payload.length;
    // Events that the guard refuses are treated like foreign messages: read from the table and dead-lettered.
    growth.readable &&= isEnvelopeOf(topic, envelope);
    this.bytes += payload.length;
    this.topicIds.push(topicLog.id);
    this.parts.push(part);
    this.offsets.push(offset);
    this.keys.push(elementOf(key));
    this.payloads.push(payload);
  }

  private growthOf(partition: PartitionLog): Growth {
    let growth = this.growths.get(partition);
    if (!growth) {
      growth = { chunk: { firstOffset: partition.head, events: [], bytes: 0 }, readable: true };
      this.growths.set(partition, growth);
    }
    return growth;
  }
}

/** Most keys are numbers, which need no quotes. */
function elementOf(key: string): string {
  if (/^\d+$/.test(key)) return key;
  return `"${key.replaceAll('\0', '\ufffd').replace(/["\\]/g, '\\$&')}"`;
}

interface Growth {
  readonly chunk: { readonly firstOffset: number; readonly events: ConsumedEvent<unknown>[]; bytes: number };
  readable: boolean;
}
