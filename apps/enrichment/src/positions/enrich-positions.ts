import {
  DEFAULT_SETTINGS,
  NEW_ASSET,
  type Draft,
  type JourneyChange,
  type LocationUpdate,
  type StreetMap,
} from '@yipii/domain';
import { PartitionLost, type Batch, type OutgoingEvent } from '@yipii/platform';
import { topics, type PositionEnriched, type PositionReceived, type StatusChanged } from '@yipii/protocol';
import type { AssetPartitions } from './asset-partitions';
import { positionEnriched, statusChangedBy } from './events';
import type { AssetChange, OwnedPartition } from './owned-partition';
import { enrich, fillGap } from './pipeline';

const DAY_MS = 86_400_000;
const NOT_STREAMED = { stream: '0' };

/** Its journeys are added to, frame by frame. */
type ChangeInTheMaking = AssetChange & { readonly journeys: JourneyChange[] };

/** What a batch comes to. */
interface Outcome {
  readonly map: StreetMap;
  readonly keptMs: number;
  readonly changes: Map<number, ChangeInTheMaking>;
  readonly enriched: OutgoingEvent<PositionEnriched>[];
  readonly statuses: OutgoingEvent<StatusChanged>[];
}

/**
 * Takes received records through the pipeline. Outputs first, then the states count: if the outputs are
 * not durable, the same batch comes again and gives the same outputs, with the same ids and `seq`.
 */
export class EnrichPositions {
  constructor(
    private readonly partitions: AssetPartitions,
    private readonly map: StreetMap,
    private readonly keptDays = 60,
  ) {}

  /** @throws PartitionLost, NotPublished */
  async run(batch: Batch<PositionReceived>): Promise<void> {
    const partition = this.partitions.of(batch.partition);
    partition.waiting = true;
    try {
      const outcome = this.enrichBatch(partition, batch);
      await publish(batch, outcome);
      partition.advance(outcome.changes.values(), batch);
    } catch (error) {
      if (error instanceof PartitionLost) this.partitions.drop(batch.partition);
      throw error;
    }
  }

  private enrichBatch(partition: OwnedPartition, batch: Batch<PositionReceived>): Outcome {
    const { map, keptDays } = this;
    const outcome: Outcome = {
      map,
      keptMs: keptDays * DAY_MS,
      changes: new Map(),
      enriched: [],
      statuses: [],
    };
    for (const { event, offset } of batch.events) {
      if (!partition.has(offset)) enrichFrame(partition, event, outcome);
    }
    return outcome;
  }
}

/** The records of one frame of one asset. */
function enrichFrame(partition: OwnedPartition, frame: PositionReceived, outcome: Outcome): void {
  const { assetId, accountId, accountKey, receivedAt, deviceId, settings = DEFAULT_SETTINGS } = frame;
  const keptFrom = receivedAt - outcome.keptMs;
  const context = { receivedAt, keptFrom, deviceId, settings, map: outcome.map };
  const before = outcome.changes.get(assetId) ?? unchanged(partition, frame);
  let { state, location } = before;
  const { journeys } = before;
  const received = new Date(receivedAt).toISOString();
  for (const record of frame.records) {
    const draft = enrich(state, record, context);
    if (!draft) continue;
    const event = positionEnriched(frame, draft, received);
    emit(outcome, event);
    if (isStreamed(event)) ({ location } = event);
    else if (isNews(draft, state)) tellStatus(outcome, frame, draft);
    journeys.push(...draft.journeys);
    ({ state } = draft);
  }
  const filled = fillGap(state, outcome.map);
  if (filled) {
    ({ state } = filled);
    journeys.push(...filled.changed);
  }
  outcome.changes.set(assetId, { assetId, accountId, accountKey, state, location, journeys });
}

function unchanged(
  partition: OwnedPartition,
  { assetId, accountId, accountKey }: PositionReceived,
): ChangeInTheMaking {
  const state = partition.asset(assetId)?.state ?? NEW_ASSET;
  return { assetId, accountId, accountKey, state, location: null, journeys: [] };
}

function tellStatus({ statuses }: Outcome, frame: PositionReceived, draft: Draft): void {
  statuses.push({ key: String(frame.assetId), event: statusChangedBy(frame, draft) });
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
