/** Settings of an asset. */
export interface OfflineSetting {
  readonly assetId: number;
  /** Version of the asset in the registry. */
  readonly version: number;
  /** The asset is offline when it has been silent for this long, ms. */
  readonly afterMs: number;
}

export abstract class OfflineSettings {
  /** Returns the settings of these assets, by id; deleted assets are left out. */
  abstract settingsOf(assetIds: readonly number[]): Promise<ReadonlyMap<number, OfflineSetting>>;
}
