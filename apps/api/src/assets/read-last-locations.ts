import { assetsWithin, type AccountScope, type LocationUpdate } from '@yipii/domain';
import type { LastPosition, LastPositions } from '@yipii/live';
import { FailureStreak, Logger } from '@yipii/platform';
import type { AssetStore, StoredLocations } from './asset.ports';

/**
 * Reads the last streamed position of each asset: the live one, or the stored one if that is newer or the
 * only one. While the live positions can't be read, the stored ones serve, some seconds behind.
 */
export class ReadLastLocations {
  private readonly streak = new FailureStreak(new Logger('last-locations'), {});

  constructor(
    private readonly live: LastPositions,
    private readonly stored: StoredLocations,
    private readonly assets: AssetStore,
  ) {}

  /**
   * Returns them in the order of their assets' ids.
   * @param wanted only these, as far as they are within the scope; null: all within the scope
   */
  async run(scope: AccountScope, wanted: readonly number[] | null): Promise<LocationUpdate[]> {
    const newest = await this.newest(scope, wanted);
    // A deleted asset leaves its last position behind.
    const existing = await this.assets.existing(scope, [...newest.keys()]);
    const visible = [...newest.values()].filter(({ assetId }) => existing.has(assetId));
    return visible.sort((a, b) => a.assetId - b.assetId);
  }

  /** Returns that of an asset within the scope; null before its first. */
  async of(scope: AccountScope, assetId: number): Promise<LocationUpdate | null> {
    return (await this.newest(scope, [assetId])).get(assetId) ?? null;
  }

  private async newest(
    scope: AccountScope,
    wanted: readonly number[] | null,
  ): Promise<ReadonlyMap<number, LocationUpdate>> {
    const live = await this.liveLocations(scope.accountId, assetsWithin(scope, wanted));
    const known = new Map(live.map(({ assetId, seq }) => [assetId, seq]));
    const newer = await this.stored.lastLocations(scope, wanted, known);
    return new Map([...live, ...newer].map((location) => [location.assetId, location]));
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
      this.streak.failed('live positions can’t be read, serving the stored ones', error);
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
