/** What people have set for each asset. */
export abstract class OfflineSettings {
  /** After how long without a sign of life an asset is offline, ms; assets that are gone are not in it. */
  abstract offlineAfterMs(assetIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
}
