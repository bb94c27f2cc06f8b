import type { LocationUpdate } from '@yipii/domain';
import type { LastPosition, LastPositions } from '@yipii/platform';
import type { StoredLocations } from './asset.ports';

/** The last streamed position of each asset of an account: the live one, or where there is none the stored one. */
export class ReadLastLocations {
  constructor(
    private readonly live: LastPositions,
    private readonly stored: StoredLocations,
  ) {}

  /** In the order of their assets' ids. @param assetIds only these; null: all of the account */
  async run(accountId: number, assetIds: readonly number[] | null): Promise<LocationUpdate[]> {
    const [live, stored] = await Promise.all([
      this.liveLocations(accountId, assetIds),
      this.stored.lastLocations(accountId, assetIds),
    ]);
    const newest = new Map<number, LocationUpdate>();
    for (const location of [...stored, ...live]) {
      const known = newest.get(location.assetId);
      if (!known || known.seq <= location.seq) newest.set(location.assetId, location);
    }
    return [...newest.values()].sort((a, b) => a.assetId - b.assetId);
  }

  private async liveLocations(
    accountId: number,
    assetIds: readonly number[] | null,
  ): Promise<LocationUpdate[]> {
    if (assetIds) return (await this.live.ofAssets(accountId, assetIds)).map(parse);
    const locations: LocationUpdate[] = [];
    for await (const chunk of this.live.ofAccount(accountId)) locations.push(...chunk.map(parse));
    return locations;
  }
}

function parse({ json }: LastPosition): LocationUpdate {
  return JSON.parse(json) as LocationUpdate;
}
