import { assetsWithin, type AccountScope, type LocationUpdate } from '@yipii/domain';
import { In, IsNull, Not, type DataSource } from 'typeorm';
import { AssetState } from '../entities/asset-state';
import { withAccount } from '../with-account';

/** The last positions of an account as of enrichment's last checkpoint. */
export class AssetStateRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @param assetIds only these, as far as they are within the scope; null: all within the scope */
  lastLocations(scope: AccountScope, assetIds: readonly number[] | null): Promise<LocationUpdate[]> {
    const ids = assetsWithin(scope, assetIds);
    return withAccount(this.dataSource, scope.accountId, async (manager) => {
      const states = await manager.find(AssetState, {
        select: { assetId: true, location: true },
        where: { location: Not(IsNull()), ...(ids && { assetId: In([...ids]) }) },
      });
      return states.flatMap(({ location }) => location ?? []);
    });
  }
}
