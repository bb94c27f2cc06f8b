import { NEW_ASSET_ALERTS, restoreAssetAlerts } from '@yipii/domain';
import { PartitionStates, type Clock, type OwnedPartition, type StateKey } from '@yipii/platform';
import type { AlertOutput, AlertStates, StoredAsset } from './alert-states.ports';
import type { WatchedAsset } from './watched-asset';

/** A partition of `position.enriched` with the states of its assets. */
export type AlertPartition = OwnedPartition<WatchedAsset, AlertOutput>;

/**
 * The partitions of `position.enriched` that this process owns. States, alerts, their events and the input offset of
 * each batch are stored in one transaction: a rule that is edited between a crash and the replay can neither double
 * an alert nor lose its end.
 */
export class AlertPartitions extends PartitionStates<WatchedAsset, AlertOutput, StoredAsset> {
  constructor(states: AlertStates, clock: Clock) {
    super(states, clock, { keys: { ofState: ({ assetId }) => assetId, ofRow: keyOf }, restore });
  }
}

function keyOf(output: AlertOutput): StateKey {
  return 'raised' in output ? `raised ${output.raised.id}` : `cleared ${output.cleared.id}`;
}

function restore(stored: StoredAsset): WatchedAsset {
  return { ...stored, alerts: restoreAssetAlerts(stored.alerts) ?? NEW_ASSET_ALERTS, isGone: false };
}
