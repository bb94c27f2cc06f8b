import type { AssetState, JourneyChange, LocationUpdate } from '@yipii/domain';
import type { NewFeedEvent } from '@yipii/persistence';
import { PartitionStore } from '@yipii/platform';

/** An asset in memory. */
export interface Asset {
  readonly assetId: number;
  readonly accountId: number;
  readonly accountKey: string;
  readonly state: AssetState;
}

/** An asset's stored state. `state` and `location` are of unknown type because a row may be damaged. */
export interface StoredAsset {
  readonly assetId: number;
  readonly accountId: number;
  readonly accountKey: string;
  readonly seq: number;
  readonly state: unknown;
  readonly location: unknown;
}

/** The last streamed position of an asset. */
export interface ChangedLocation {
  readonly assetId: number;
  readonly location: LocationUpdate;
}

/** The current form of a trip or stop, or its retraction. */
export interface ChangedJourney {
  readonly assetId: number;
  readonly accountId: number;
  readonly journey: JourneyChange;
}

/** An event of an asset for the event feed. */
export interface ToldEvent {
  readonly told: NewFeedEvent;
}

/** Rows stored together with the states of assets. */
export type AssetOutput = ChangedLocation | ChangedJourney | ToldEvent;

/** States of assets by the partition of `position.received` that carries their records. */
export abstract class AssetStates extends PartitionStore<Asset, AssetOutput, StoredAsset> {}

/** Splits rows by kind. An asset that streamed nothing has no location. */
export function splitRows(rows: readonly AssetOutput[]): {
  readonly locations: ReadonlyMap<number, LocationUpdate>;
  readonly journeys: readonly ChangedJourney[];
  readonly events: readonly NewFeedEvent[];
} {
  const locations = new Map<number, LocationUpdate>();
  const journeys: ChangedJourney[] = [];
  const events: NewFeedEvent[] = [];
  for (const row of rows) {
    if ('location' in row) locations.set(row.assetId, row.location);
    else if ('told' in row) events.push(row.told);
    else journeys.push(row);
  }
  return { locations, journeys, events };
}
