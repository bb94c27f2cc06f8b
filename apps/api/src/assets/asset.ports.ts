import type { LocationUpdate } from '@yipii/domain';
import type { Asset, AssetPage } from '@yipii/persistence';

/** The assets of an account, whose id every method takes first. */
export abstract class AssetStore {
  abstract list(
    accountId: number,
    page: AssetPage,
  ): Promise<{ readonly assets: readonly Asset[]; readonly total: number }>;
  abstract find(accountId: number, id: number): Promise<Asset | null>;
  /** Those of the ids that are assets of the account. */
  abstract existing(accountId: number, ids: readonly number[]): Promise<ReadonlySet<number>>;
}

/** The last positions as the database has them, some seconds behind the stream. */
export abstract class StoredLocations {
  /** @param assetIds only these; null: all of the account */
  abstract lastLocations(
    accountId: number,
    assetIds: readonly number[] | null,
  ): Promise<readonly LocationUpdate[]>;
}
