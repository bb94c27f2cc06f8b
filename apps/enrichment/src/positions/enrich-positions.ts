import { NEW_ASSET, type Draft, type LocationUpdate } from '@yipii/domain';
import { PartitionLost, type Batch, type OutgoingEvent } from '@yipii/platform';
import { topics, type PositionEnriched, type PositionReceived, type StatusChanged } from '@yipii/protocol';
import type { AssetPartitions } from './asset-partitions';
import { positionEnriched, statusChangedBy } from './events';
import type { AssetChange, OwnedPartition } from './owned-partition';
import { enrich } from './pipeline';

const NOT_STREAMED = { stream: '0' };

/** What a batch comes to. */
interface Outcome {
  readonly changes: Map<number, AssetChange>;
  readonly enriched: OutgoingEvent<PositionEnriched>[];
  readonly statuses: OutgoingEvent<StatusChanged>[];
}

/**
 * Takes received records through the pipeline. Outputs first, then the states count: if the outputs are
 * not durable, the same batch comes again and gives the same outputs, with the same ids and `seq`.
 */
export class EnrichPositions {
  constructor(private readonly partitions: AssetPartitions) {}

  /** @throws PartitionLost, NotPublished */
  async run(batch: Batch<PositionReceived>): Promise<void> {
    const partition = this.partitions.of(batch.partition);
    partition.waiting = true;
    try {
      const outcome = enrichBatch(partition, batch);
      await publish(batch, outcome);
      partition.advance(outcome.changes.values(), batch);
    } catch (error) {
      if (error instanceof PartitionLost) this.partitions.drop(batch.partition);
      throw error;
    }
  }
}

function enrichBatch(partition: OwnedPartition, batch: Batch<PositionReceived>): Outcome {
  const outcome: Outcome = { changes: new Map(), enriched: [], statuses: [] };
  for (const { event, offset } of batch.events) {
    if (!partition.has(offset)) enrichFrame(partition, event, outcome);
  }
  return outcome;
}

/** The records of one frame of one asset. */
function enrichFrame(partition: OwnedPartition, frame: PositionReceived, outcome: Outcome): void {
  const { assetId, accountId, accountKey, receivedAt } = frame;
  const changed = outcome.changes.get(assetId);
  let state = (changed ?? partition.asset(assetId))?.state ?? NEW_ASSET;
  let location = changed?.location ?? null;
  const received = new Date(receivedAt).toISOString();
  for (const record of frame.records) {
    const draft = enrich(state, record, receivedAt);
    if (!draft) continue;
    const event = positionEnriched(frame, draft, received);
    emit(outcome, event);
    if (isStreamed(event)) ({ location } = event);
    else if (isNews(draft, state)) {
      outcome.statuses.push({ key: String(assetId), event: statusChangedBy(frame, draft) });
    }
    ({ state } = draft);
  }
  outcome.changes.set(assetId, { assetId, accountId, accountKey, state, location });
}

function emit({ enriched }: Outcome, event: PositionEnriched): void {
  const key = String(event.location.assetId);
  enriched.push(event.unstreamed === null ? { key, event } : { key, event, headers: NOT_STREAMED });
}

function isStreamed(event: PositionEnriched): event is PositionEnriched & { location: LocationUpdate } {
  return event.unstreamed === null;
}

/** Whether status or ignition are not what clients were last told. */
function isNews({ state }: Draft, before: Draft['state']): boolean {
  return state.status !== before.status || state.motion.ignition !== before.motion.ignition;
}

async function publish(
  { publish: send }: Batch<PositionReceived>,
  { enriched, statuses }: Outcome,
): Promise<void> {
  const sent = enriched.length > 0 ? send(topics.positionEnriched, enriched) : undefined;
  const told = statuses.length > 0 ? send(topics.statusChanged, statuses) : undefined;
  await Promise.all([sent, told]);
}
