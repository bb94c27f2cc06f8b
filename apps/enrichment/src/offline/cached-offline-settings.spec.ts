import { FakeClock } from '@yipii/testing';
import { CachedOfflineSettings } from './cached-offline-settings';
import { OfflineSettings, type OfflineSetting } from './offline-settings.ports';

class StoredSettings extends OfflineSettings {
  readonly settings = new Map<number, OfflineSetting>();
  readonly asked: number[] = [];

  set(assetId: number, version: number, afterMs: number): void {
    this.settings.set(assetId, { assetId, version, afterMs });
  }

  settingsOf(assetIds: readonly number[]): Promise<ReadonlyMap<number, OfflineSetting>> {
    this.asked.push(...assetIds);
    return Promise.resolve(new Map([...this.settings].filter(([assetId]) => assetIds.includes(assetId))));
  }
}

describe('the settings of silent assets', () => {
  it('are read once, and again after a newer version of the asset', async () => {
    const stored = new StoredSettings();
    const sut = new CachedOfflineSettings(stored, new FakeClock());
    stored.set(7, 3, 60_000);
    await sut.settingsOf([7, 8]);
    await sut.settingsOf([7, 8]);
    expect(stored.asked).toEqual([7, 8]);
    sut.changed({ kind: 'device', id: 7, version: 9, uniqueId: 'x' });
    sut.changed({ kind: 'asset', id: 7, version: 3 });
    await sut.settingsOf([7]);
    expect(stored.asked).toEqual([7, 8]);
    stored.set(7, 4, 90_000);
    stored.set(8, 1, 30_000);
    sut.changed({ kind: 'asset', id: 8, version: 1 });
    sut.changed({ kind: 'asset', id: 7, version: 4 });
    expect([...(await sut.settingsOf([7, 8])).values()].map(({ afterMs }) => afterMs)).toEqual([
      90_000, 30_000,
    ]);
  });
});
