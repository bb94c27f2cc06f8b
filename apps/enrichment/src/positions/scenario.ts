import { EventPublisher, NotPublished, inEnvelope, type Batch, type OutgoingEvent } from '@yipii/platform';
import {
  isEnvelopeOf,
  recordId,
  topics,
  type Envelope,
  type PositionEnriched,
  type PositionReceived,
  type StatusChanged,
  type Topic,
} from '@yipii/protocol';
import type { TrackerRecord } from '@yipii/domain';
import { NOON, aRecord } from '@yipii/testing';

/** A frame of one asset, whose device has the same id. */
export function aFrame(
  assetId: number,
  records: readonly Partial<TrackerRecord>[],
  receivedAt = NOON + 1000,
): PositionReceived {
  return {
    assetId,
    assetName: `Truck ${assetId}`,
    deviceId: assetId,
    protocol: 'teltonika',
    receivedAt,
    records: records.map((fields) => {
      const record = aRecord(fields);
      return { id: recordId(String(assetId), record), ...record };
    }),
  };
}

/** Wraps it as ingestion does, for the account `acme`. */
export function asReceived(frame: PositionReceived): Envelope<PositionReceived> {
  return {
    id: recordId(String(frame.assetId), frame.records[0] ?? aRecord()),
    occurredAt: new Date(frame.receivedAt).toISOString(),
    account: { id: 1, key: 'acme' },
    subject: String(frame.assetId),
    traceparent: null,
    event: frame,
  };
}

/** The events written to the log, in order. */
export class WrittenEvents extends EventPublisher {
  readonly enriched: Envelope<PositionEnriched>[] = [];
  readonly statuses: Envelope<StatusChanged>[] = [];
  /** While true, nothing is confirmed. */
  away = false;

  readonly publish: EventPublisher['publish'] = <Event>(
    topic: Topic<Event>,
    events: readonly OutgoingEvent<Event>[],
  ): Promise<void> => {
    if (this.away) return Promise.reject(new NotPublished('the log is away'));
    for (const written of events.map(inEnvelope)) {
      if (!isEnvelopeOf(topic, written)) throw new Error(`not an event of ${topic.name}`);
      if (isEnvelopeOf(topics.positionEnriched, written)) this.enriched.push(written);
      else if (isEnvelopeOf(topics.statusChanged, written)) this.statuses.push(written);
    }
    return Promise.resolve();
  };
}

/** Frames as a batch of partition 0; `firstOffset` is that of the first frame. */
export function aBatch(
  frames: readonly Envelope<PositionReceived>[],
  { publish }: Pick<WrittenEvents, 'publish'>,
  { firstOffset = 0, lag = 0 } = {},
): Batch<PositionReceived> {
  const events = frames.map((frame, index) => ({ ...frame, offset: firstOffset + index }));
  const nextOffset = firstOffset + frames.length;
  return { topic: topics.positionReceived, partition: 0, events, nextOffset, lag, publish };
}
