import { assetsWithin, type LocationUpdate } from '@yipii/domain';
import type { AccountSql } from '../unit-of-work/transaction';

const LAST_LOCATIONS = `
  SELECT location FROM asset_state
  WHERE account_id = $1 AND ($2::bigint[] IS NULL OR asset_id = ANY ($2)) AND location IS NOT NULL`;

/** The last positions as of enrichment's last checkpoint. */
export class AssetStateRepository {
  /** @param assetIds only these, as far as they are within the scope; null: all within the scope */
  async lastLocations(sql: AccountSql, assetIds: readonly number[] | null): Promise<LocationUpdate[]> {
    const wanted = assetsWithin(sql.scope, assetIds);
    const { rows } = await sql.query<{ location: LocationUpdate }>(LAST_LOCATIONS, [
      sql.scope.accountId,
      wanted,
    ]);
    return rows.map(({ location }) => location);
  }
}
