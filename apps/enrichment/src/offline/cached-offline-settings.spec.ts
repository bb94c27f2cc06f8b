import { FakeClock } from '@yipii/testing';
import { CachedOfflineSettings } from './cached-offline-settings';
import { OfflineSettings } from './offline-settings.ports';

class StoredSettings extends OfflineSettings {
  readonly settings = new Map([[7, 60_000]]);
  readonly asked: number[] = [];

  offlineAfterMs(assetIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    this.asked.push(...assetIds);
    return Promise.resolve(new Map([...this.settings].filter(([assetId]) => assetIds.includes(assetId))));
  }
}

describe('the settings of silent assets', () => {
  it('are read once, and again after a change of the asset', async () => {
    const stored = new StoredSettings();
    const sut = new CachedOfflineSettings(stored, new FakeClock());
    await sut.offlineAfterMs([7, 8]);
    expect(await sut.offlineAfterMs([7, 8])).toEqual(new Map([[7, 60_000]]));
    expect(stored.asked).toEqual([7, 8]);
    stored.settings.set(7, 90_000).set(8, 30_000);
    sut.changed({ kind: 'device', id: 7, version: 2, uniqueId: 'x' });
    sut.changed({ kind: 'asset', id: 8, version: 2 });
    expect(await sut.offlineAfterMs([7, 8])).toEqual(
      new Map([
        [7, 60_000],
        [8, 30_000],
      ]),
    );
    sut.changed({ kind: 'asset', id: 7, version: 3 });
    expect(await sut.offlineAfterMs([7])).toEqual(new Map([[7, 90_000]]));
  });
});
