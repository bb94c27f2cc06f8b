import type { AssetState, JourneyChange, LocationUpdate } from '@yipii/domain';
import type { PartitionClaim } from '@yipii/platform';

/** An asset's state as it was stored. Nothing is known of `state` and `location`: a row may have been damaged. */
export interface StoredAsset {
  readonly assetId: number;
  readonly accountId: number;
  readonly accountKey: string;
  readonly seq: number;
  readonly state: unknown;
  readonly location: unknown;
}

export interface TakenPartition {
  readonly claim: PartitionClaim;
  /** Where to read on; null: never stored. */
  readonly offset: number | null;
  readonly assets: readonly StoredAsset[];
}

export interface ChangedAsset {
  readonly assetId: number;
  readonly accountId: number;
  readonly state: AssetState;
  /** The last streamed position, where it is newer than the stored one; else null. */
  readonly location: LocationUpdate | null;
}

/** A trip or a stop as it is now, or that it never was. */
export interface ChangedJourney {
  readonly assetId: number;
  readonly accountId: number;
  readonly journey: JourneyChange;
}

/** What has changed since the last checkpoint, and the offset behind the input that changed it. */
export interface Checkpoint {
  readonly offset: number | null;
  readonly assets: readonly ChangedAsset[];
  readonly journeys: readonly ChangedJourney[];
}

/** States of assets by the partition of `position.received` that their events come in. */
export abstract class AssetStates {
  /** Makes this process the partition's owner; its former owner can save nothing any more. */
  abstract take(partition: number): Promise<TakenPartition>;
  /**
   * Stores all of the checkpoint or nothing.
   * @throws PartitionLost when the partition has a new owner
   */
  abstract save(claim: PartitionClaim, checkpoint: Checkpoint): Promise<void>;
}
