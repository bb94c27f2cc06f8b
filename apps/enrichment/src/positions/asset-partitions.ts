import { rebuildState, restoreState, type JourneyChange, type LocationUpdate } from '@yipii/domain';
import type { NewFeedEvent } from '@yipii/persistence';
import {
  Logger,
  PartitionStates,
  type Clock,
  type OwnedPartition,
  type StateChange,
  type StateKey,
} from '@yipii/platform';
import { completeEnrichedLocation, isEnrichedLocation } from '@yipii/protocol';
import type { Asset, AssetOutput, AssetStates, StoredAsset } from './asset-states.ports';

/** A partition of `position.received` with the states of its assets. */
export type AssetPartition = OwnedPartition<Asset, AssetOutput>;

/** The changes of a batch to an asset. */
export interface AssetChange extends Asset {
  /** The last streamed position. */
  readonly location: LocationUpdate | null;
  /** Trips and stops started, changed or ended, in order. */
  readonly journeys: readonly JourneyChange[];
  /** Its events for the event feed. */
  readonly events: readonly NewFeedEvent[];
}

/**
 * The partitions of `position.received` that this process owns, with the states of their assets. A
 * checkpoint stores states and input offset together; between two of them the log is the memory: the next
 * owner reads on from the stored offset and comes to the same states and outputs.
 */
export class AssetPartitions extends PartitionStates<Asset, AssetOutput, StoredAsset> {
  constructor(states: AssetStates, clock: Clock) {
    super(states, clock, {
      keys: { ofState: ({ assetId }) => assetId, ofRow: keyOf, isAtRest: isOffline },
      restore,
    });
  }
}

export function toStateChange(change: AssetChange): StateChange<Asset, AssetOutput> {
  const { assetId, accountId, accountKey, state, location, journeys, events } = change;
  const rows: AssetOutput[] = journeys.map((journey) => ({ assetId, accountId, journey }));
  if (location) rows.push({ assetId, location });
  for (const told of events) rows.push({ told });
  return { state: { assetId, accountId, accountKey, state }, rows };
}

export function isOffline({ state }: Asset): boolean {
  return state.status === 'offline';
}

function keyOf(row: AssetOutput): StateKey {
  if ('location' in row) return row.assetId;
  if ('told' in row) return `event:${row.told.id}`;
  const { assetId, journey } = row;
  const kind = journey.kind === 'retraction' ? journey.of : journey.kind;
  return `${kind}:${assetId}:${journey.start.at}`;
}

function restore({ assetId, accountId, accountKey, seq, ...stored }: StoredAsset): Asset {
  const state = restoreState(stored.state);
  if (state) return { assetId, accountId, accountKey, state };
  new Logger('enrichment').error({
    msg: 'a stored state is damaged and was rebuilt from the last position',
    assetId,
  });
  completeEnrichedLocation(stored.location);
  const last = isEnrichedLocation(stored.location) ? stored.location : null;
  return { assetId, accountId, accountKey, state: rebuildState(seq, last) };
}
