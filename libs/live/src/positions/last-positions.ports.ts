/** The last streamed position of an asset, in its finished wire form. */
export interface LastPosition {
  readonly assetId: number;
  readonly seq: number;
  /** JSON text of the `LocationUpdate`. */
  readonly json: string;
}

/**
 * The last streamed position of every asset, for snapshots on subscribe and for REST. Written by the
 * gateway's fan-in, and by `WarmPositions` after a loss; read by gateway and api. Redis in a cluster, memory in
 * standalone.
 */
export abstract class LastPositions {
  /** Stores those whose `seq` is greater than what is there, each atomically. */
  abstract put(accountId: number, positions: readonly LastPosition[]): Promise<void>;
  /** All of an account, in chunks of at most a few hundred; an asset appears once. */
  abstract ofAccount(accountId: number): AsyncIterable<readonly LastPosition[]>;
  /** Those of the assets that have one. */
  abstract ofAssets(accountId: number, assetIds: readonly number[]): Promise<readonly LastPosition[]>;
  /** Returns whether nothing was lost since {@link warmed}; false at first. */
  abstract isWarm(): Promise<boolean>;
  /** All positions that are known were put. */
  abstract warmed(): Promise<void>;
}
