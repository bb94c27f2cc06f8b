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

/** An asset's state as it was stored. Nothing is known of `state` and `location`: a row may have been damaged. */
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

/** A trip or a stop as it is now, or that it never was. */
export interface ChangedJourney {
  readonly assetId: number;
  readonly accountId: number;
  readonly journey: JourneyChange;
}

/** What the event feed tells of an asset. */
export interface ToldEvent {
  readonly told: NewFeedEvent;
}

/** What is stored along with the states of assets. */
export type AssetOutput = ChangedLocation | ChangedJourney | ToldEvent;

/** States of assets by the partition of `position.received` that their events come in. */
export abstract class AssetStates extends PartitionStore<Asset, AssetOutput, StoredAsset> {}

/** The kinds of rows. Of an asset that streamed nothing there is no location. */
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
