import {
  DEFAULT_SETTINGS,
  NEW_ASSET,
  isoTime,
  type Draft,
  type JourneyChange,
  type LocationUpdate,
  type Rebuilt,
  type StreetMap,
} from '@yipii/domain';
import type { NewFeedEvent } from '@yipii/persistence';
import type { Batch, OutgoingEvent } from '@yipii/platform';
import {
  ownerOf,
  topics,
  type Envelope,
  type EventAccount,
  type PositionEnriched,
  type PositionReceived,
  type StatusChanged,
} from '@yipii/protocol';
import {
  toStateChange,
  type AssetChange,
  type AssetPartition,
  type AssetPartitions,
} from './asset-partitions';
import { positionEnriched, statusChangedBy, toFeed } from './events';
import { enrich, fillGap, withStatusThen } from './pipeline';

const DAY_MS = 86_400_000;

type Frame = Envelope<PositionReceived>;

/** An asset change to which journeys and events are added frame by frame. */
type ChangeInTheMaking = AssetChange & {
  readonly journeys: JourneyChange[];
  readonly events: NewFeedEvent[];
};

/** The outcome of a batch. */
interface Outcome {
  readonly map: StreetMap;
  readonly keptMs: number;
  readonly changes: Map<number, ChangeInTheMaking>;
  readonly enriched: OutgoingEvent<PositionEnriched>[];
  readonly statuses: OutgoingEvent<StatusChanged>[];
}

/**
 * Runs received records through the pipeline. Outputs are published first, then the states take effect: if
 * publishing fails, the same batch comes again and yields the same outputs with the same ids and `seq`.
 */
export class EnrichPositions {
  constructor(
    private readonly partitions: AssetPartitions,
    private readonly map: StreetMap,
    private readonly keptDays = 60,
  ) {}

  /** @throws PartitionLost, NotPublished */
  run(batch: Batch<PositionReceived>): Promise<void> {
    const { partition: number, nextOffset, lag, events } = batch;
    const end = { partition: number, nextOffset, lag, lastEventAt: events.at(-1)?.event.receivedAt };
    return this.partitions.handle(end, async (partition) => {
      const outcome = this.enrichBatch(partition, batch);
      await publish(batch, outcome);
      return Array.from(outcome.changes.values(), toStateChange);
    });
  }

  private enrichBatch(partition: AssetPartition, batch: Batch<PositionReceived>): Outcome {
    const { map, keptDays } = this;
    const outcome: Outcome = {
      map,
      keptMs: keptDays * DAY_MS,
      changes: new Map(),
      enriched: [],
      statuses: [],
    };
    for (const frame of batch.events) {
      if (!partition.has(frame.offset)) enrichFrame(partition, frame, outcome);
    }
    return outcome;
  }
}

/** Enriches the records of one frame of one asset. */
function enrichFrame(partition: AssetPartition, frame: Frame, outcome: Outcome): void {
  const { assetId, receivedAt, deviceId, settings = DEFAULT_SETTINGS, records } = frame.event;
  const { traceparent } = frame;
  const account = ownerOf(frame);
  const keptFrom = receivedAt - outcome.keptMs;
  const context = { receivedAt, keptFrom, deviceId, settings, map: outcome.map };
  const before = outcome.changes.get(assetId) ?? unchanged(partition, assetId, account);
  let { state, location } = before;
  const { journeys, events } = before;
  const drafts: Draft[] = [];
  for (const record of records) {
    const draft = enrich(state, record, context);
    if (!draft) continue;
    drafts.push(draft);
    const told = isNews(draft, state) ? statusChangedBy(assetId, draft) : null;
    if (told) {
      events.push(toFeed({ ...told, account }, deviceId));
      if (draft.unstreamed !== null) outcome.statuses.push({ ...told, account, traceparent });
    }
    journeys.push(...draft.journeys);
    ({ state } = draft);
  }
  const filled = fillGap(state, outcome.map);
  if (filled) {
    ({ state } = filled);
    journeys.push(...filled.changed);
  }
  location = tellPositions(frame, drafts, filled, outcome) ?? location;
  const { id: accountId, key: accountKey } = account;
  outcome.changes.set(assetId, { assetId, accountId, accountKey, state, location, journeys, events });
}

/** Returns the newest position that is streamed; null if there is none. */
function tellPositions(
  frame: Frame,
  drafts: readonly Draft[],
  filled: Rebuilt | null,
  outcome: Outcome,
): LocationUpdate | null {
  const { event: source, subject: key, traceparent } = frame;
  const account = ownerOf(frame);
  const received = isoTime(source.receivedAt);
  let location: LocationUpdate | null = null;
  for (const read of drafts) {
    const draft = filled ? withStatusThen(read, filled, outcome.map) : read;
    const event = positionEnriched(source, draft, received);
    const { timestamp: occurredAt } = event.location;
    outcome.enriched.push({ key, event, id: draft.record.id, occurredAt, account, traceparent });
    if (isStreamed(event)) ({ location } = event);
  }
  return location;
}

function unchanged(partition: AssetPartition, assetId: number, account: EventAccount): ChangeInTheMaking {
  const state = partition.get(assetId)?.state ?? NEW_ASSET;
  const { id: accountId, key: accountKey } = account;
  return { assetId, accountId, accountKey, state, location: null, journeys: [], events: [] };
}

function isStreamed(event: PositionEnriched): event is PositionEnriched & { location: LocationUpdate } {
  return event.unstreamed === null;
}

/** Returns whether status or ignition differ from what clients were last told. */
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
