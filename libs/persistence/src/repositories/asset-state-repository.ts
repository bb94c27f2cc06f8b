import type { LocationUpdate } from '@yipii/domain';
import { In, IsNull, Not, type DataSource } from 'typeorm';
import { AssetState } from '../entities/asset-state';
import { withAccount } from '../with-account';

/** The last positions of an account as of enrichment's last checkpoint. */
export class AssetStateRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @param assetIds only these; null: all of the account */
  lastLocations(accountId: number, assetIds: readonly number[] | null): Promise<LocationUpdate[]> {
    return withAccount(this.dataSource, accountId, async (manager) => {
      const states = await manager.find(AssetState, {
        select: { assetId: true, location: true },
        where: { location: Not(IsNull()), ...(assetIds && { assetId: In([...assetIds]) }) },
      });
      return states.flatMap(({ location }) => location ?? []);
    });
  }
}
