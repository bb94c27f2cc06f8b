import type { LocationUpdate } from '@yipii/domain';
import { LastPositions, MemoryLastPositions } from '@yipii/live';
import { aVan } from '../api.testing';
import { AssetStore, StoredLocations } from './asset.ports';
import { ReadLastLocations } from './read-last-locations';

const SCOPE = { accountId: 1, assets: null };

class Stored extends StoredLocations {
  constructor(private readonly locations: readonly LocationUpdate[]) {
    super();
  }

  lastLocations(
    _scope: unknown,
    _ids: unknown,
    known: ReadonlyMap<number, number>,
  ): Promise<readonly LocationUpdate[]> {
    const isNewer = ({ assetId, seq }: LocationUpdate) => seq > (known.get(assetId) ?? -1);
    return Promise.resolve(this.locations.filter(isNewer));
  }
}

class Assets extends AssetStore {
  constructor(private readonly ids: readonly number[]) {
    super();
  }

  find(): Promise<null> {
    return Promise.resolve(null);
  }

  existing(_: unknown, ids: readonly number[]): Promise<ReadonlySet<number>> {
    return Promise.resolve(new Set(ids.filter((id) => this.ids.includes(id))));
  }
}

const ALL = new Assets([1, 2, 3]);

class AwayPositions extends LastPositions {
  put(): Promise<void> {
    return Promise.reject(new Error('away'));
  }

  isWarm(): Promise<never> {
    return Promise.reject(new Error('away'));
  }

  warmed(): Promise<never> {
    return Promise.reject(new Error('away'));
  }

  ofAssets(): Promise<never> {
    return Promise.reject(new Error('away'));
  }

  ofAccount(): AsyncIterable<never> {
    return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('away')) }) };
  }
}

describe('ReadLastLocations', () => {
  const live = async (...locations: LocationUpdate[]): Promise<LastPositions> => {
    const positions = new MemoryLastPositions();
    const stored = locations.map(({ assetId, seq, ...rest }) => ({
      assetId,
      seq,
      json: JSON.stringify({ assetId, seq, ...rest }),
    }));
    await positions.put(1, stored);
    return positions;
  };

  it('takes the newer of the live and the stored position of each asset', async () => {
    const positions = await live(aVan(2, 9), aVan(3, 1));
    const sut = new ReadLastLocations(positions, new Stored([aVan(1, 4), aVan(2, 3), aVan(3, 8)]), ALL);
    expect(await sut.run(SCOPE, null)).toEqual([aVan(1, 4), aVan(2, 9), aVan(3, 8)]);
  });

  it('leaves out assets that were deleted', async () => {
    const positions = await live(aVan(2, 9), aVan(4, 1));
    const sut = new ReadLastLocations(positions, new Stored([aVan(1, 4), aVan(5, 2)]), ALL);
    expect(await sut.run(SCOPE, null)).toEqual([aVan(1, 4), aVan(2, 9)]);
  });

  it('serves stored positions while live ones are unavailable', async () => {
    const sut = new ReadLastLocations(new AwayPositions(), new Stored([aVan(1, 4)]), ALL);
    expect(await sut.run(SCOPE, null)).toEqual([aVan(1, 4)]);
    expect(await sut.run(SCOPE, [1])).toEqual([aVan(1, 4)]);
  });
});
