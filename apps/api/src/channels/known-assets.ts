import { assetsWithin, type AccountScope } from '@yipii/domain';
import { RegistryCache, type Clock } from '@yipii/platform';
import type { RegistryChanged } from '@yipii/protocol';
import type { AssetOwners, OwnedAsset } from './asset-owners.ports';

/**
 * Which assets exist, without a query for each channel: once a gateway has restarted, all of its clients open all of
 * their channels at the same time.
 */
export class KnownAssets {
  private readonly cache: RegistryCache<number, OwnedAsset>;

  constructor(owners: AssetOwners, clock: Clock) {
    this.cache = new RegistryCache(
      {
        load: (assetIds) => owners.load(assetIds),
        partsOf: ({ assetId: id, version }) => [{ kind: 'asset', id, version }],
        affectedBy: ({ kind, id }) => (kind === 'asset' ? [id] : []),
      },
      clock,
    );
  }

  /** Returns those of the ids that are assets within the scope. */
  async existing(scope: AccountScope, ids: readonly number[]): Promise<ReadonlySet<number>> {
    const found = await this.cache.getMany(assetsWithin(scope, ids));
    const own = [...found.values()].filter(({ accountId }) => accountId === scope.accountId);
    return new Set(own.map(({ assetId }) => assetId));
  }

  changed(change: RegistryChanged): void {
    this.cache.changed(change);
  }
}
