import type { LocationUpdate } from '@yipii/domain';
import { type LastPosition, type LastPositions } from '@yipii/live';
import { FailureStreak, Logger } from '@yipii/platform';
import type { StoredLocations } from './asset.ports';

/**
 * The last streamed position of each asset of an account: the live one, or where there is none the stored
 * one. While the live ones can't be read, all are the stored ones, some seconds behind.
 */
export class ReadLastLocations {
  private readonly streak = new FailureStreak(new Logger('last-locations'), {});

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
    try {
      const positions = await this.livePositions(accountId, assetIds);
      this.streak.succeeded();
      return positions.map(parse);
    } catch (error) {
      this.streak.failed('live positions can’t be read, the stored ones are served', error);
      return [];
    }
  }

  private async livePositions(
    accountId: number,
    assetIds: readonly number[] | null,
  ): Promise<readonly LastPosition[]> {
    if (assetIds) return this.live.ofAssets(accountId, assetIds);
    const positions: LastPosition[] = [];
    for await (const chunk of this.live.ofAccount(accountId)) positions.push(...chunk);
    return positions;
  }
}

function parse({ json }: LastPosition): LocationUpdate {
  return JSON.parse(json) as LocationUpdate;
}
