export interface OwnedAsset {
  readonly assetId: number;
  readonly accountId: number;
  /** Grows with each change of the asset. */
  readonly version: number;
}

/** Assets of all accounts, as the database has them. */
export abstract class AssetOwners {
  /** Returns those of the assets that exist. */
  abstract load(assetIds: readonly number[]): Promise<ReadonlyMap<number, OwnedAsset>>;
}
