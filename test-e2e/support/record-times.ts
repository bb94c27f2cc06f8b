import { topics, type PositionEnriched, type PositionReceived } from '@yipii/protocol';
import { readTopic } from './read-topic';

/** The moments of a record on its way to the clients, epoch ms. */
export interface RecordTimes {
  /** The id that the messages of its frame share in all topics. */
  readonly trace: string;
  readonly assetId: number;
  readonly fixTime: number;
  /** Its frame had arrived at ingestion. */
  readonly arrivedAt: number;
  /** Its message was sent to `position.received`. */
  readonly receivedAt: number;
  /** Its message was sent to `position.enriched`. */
  readonly enrichedAt: number;
}

/** Those of all records that Kafka has. */
export async function recordTimes(broker: string): Promise<RecordTimes[]> {
  const frames = new Map<string, Pick<RecordTimes, 'arrivedAt' | 'receivedAt'>>();
  await readTopic<PositionReceived>(broker, topics.positionReceived, ({ traceparent, event }, receivedAt) =>
    frames.set(traceOf(traceparent), { arrivedAt: event.receivedAt, receivedAt }),
  );
  const records: RecordTimes[] = [];
  await readTopic<PositionEnriched>(broker, topics.positionEnriched, ({ traceparent, event }, enrichedAt) => {
    const trace = traceOf(traceparent);
    const frame = frames.get(trace);
    const { assetId, timestamp } = event.location;
    if (frame) records.push({ ...frame, trace, assetId, fixTime: Date.parse(timestamp), enrichedAt });
  });
  return records;
}

/** The id of a trace (W3C). */
export function traceOf(traceparent: string | null): string {
  return traceparent?.split('-')[1] ?? '';
}
