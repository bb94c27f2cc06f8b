import { RegistryCache, type Clock } from '@yipii/platform';
import type { RegistryChanged } from '@yipii/protocol';
import { OfflineSettings } from './offline-settings.ports';

/** Settings without a query per round. */
export class CachedOfflineSettings extends OfflineSettings {
  private readonly cache: RegistryCache<number, { readonly assetId: number; readonly afterMs: number }>;

  constructor(source: OfflineSettings, clock: Clock) {
    super();
    this.cache = new RegistryCache(
      {
        load: async (assetIds) => {
          const found = await source.offlineAfterMs(assetIds);
          return new Map([...found].map(([assetId, afterMs]) => [assetId, { assetId, afterMs }]));
        },
        partsOf: ({ assetId }) => [{ kind: 'asset', id: assetId }],
        affectedBy: ({ kind, id }) => (kind === 'asset' ? [id] : []),
      },
      clock,
    );
  }

  async offlineAfterMs(assetIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const found = await this.cache.getMany(assetIds);
    return new Map([...found].map(([assetId, { afterMs }]) => [assetId, afterMs]));
  }

  changed(change: RegistryChanged): void {
    this.cache.changed(change);
  }
}
