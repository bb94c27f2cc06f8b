import { RegistryCache, type Clock } from '@yipii/platform';
import type { RegistryChanged } from '@yipii/protocol';
import { OfflineSettings, type OfflineSetting } from './offline-settings.ports';

/** Caches the settings, to avoid a query per round. */
export class CachedOfflineSettings extends OfflineSettings {
  private readonly cache: RegistryCache<number, OfflineSetting>;

  constructor(source: OfflineSettings, clock: Clock) {
    super();
    this.cache = new RegistryCache(
      {
        load: (assetIds) => source.settingsOf(assetIds),
        partsOf: ({ assetId: id, version }) => [{ kind: 'asset', id, version }],
        affectedBy: ({ kind, id }) => (kind === 'asset' ? [id] : []),
      },
      clock,
    );
  }

  settingsOf(assetIds: readonly number[]): Promise<ReadonlyMap<number, OfflineSetting>> {
    return this.cache.getMany(assetIds);
  }

  changed(change: RegistryChanged): void {
    this.cache.changed(change);
  }
}
