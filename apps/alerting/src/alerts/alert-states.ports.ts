import type { ClearedAlert, RaisedAlert } from '@yipii/persistence';
import { PartitionStore } from '@yipii/platform';
import type { EventAccount } from '@yipii/protocol';
import type { WatchedAsset } from './watched-asset';

/** A stored state; it may be damaged. */
export interface StoredAsset extends Omit<WatchedAsset, 'alerts' | 'isGone'> {
  readonly alerts: unknown;
}

/** A change of an alert that is stored with the states that caused it. */
export type AlertOutput =
  | { readonly account: EventAccount; readonly traceparent: string | null; readonly raised: RaisedAlert }
  | { readonly account: EventAccount; readonly traceparent: string | null; readonly cleared: ClearedAlert };

/**
 * States of assets by the partition of `position.enriched` that carries their records. With them are stored the alerts
 * that they have raised and cleared, and the events that tell of these.
 */
export abstract class AlertStates extends PartitionStore<WatchedAsset, AlertOutput, StoredAsset> {}
