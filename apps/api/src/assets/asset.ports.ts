import type { AccountScope, LocationUpdate } from '@yipii/domain';

/** Which assets exist. */
export abstract class AssetStore {
  /** Returns the asset if it is within the scope. */
  abstract find(
    scope: AccountScope,
    id: number,
  ): Promise<{ readonly id: number; readonly name: string } | null>;
  /** Returns those of the ids that are assets within the scope. */
  abstract existing(scope: AccountScope, ids: readonly number[]): Promise<ReadonlySet<number>>;
}

/** Which assets are in a group. */
export abstract class GroupAssets {
  /** Returns those within the scope; none if there is no such group. */
  abstract of(scope: AccountScope, groupId: number): Promise<readonly number[]>;
}

/** The last positions as the database has them, some seconds behind the stream. */
export abstract class StoredLocations {
  /**
   * @param assetIds only these, as far as they are within the scope; null: all within the scope
   * @param known the `seq` that the caller has of some: of these only what is newer
   */
  abstract lastLocations(
    scope: AccountScope,
    assetIds: readonly number[] | null,
    known: ReadonlyMap<number, number>,
  ): Promise<readonly LocationUpdate[]>;
}
