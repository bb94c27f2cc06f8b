import { assetsWithin, type LocationUpdate } from '@yipii/domain';
import type { AccountSql } from '../unit-of-work/transaction';

const LAST_LOCATIONS = `
  SELECT location FROM asset_state
  LEFT JOIN unnest($3::bigint[], $4::bigint[]) AS known (id, seq) ON known.id = asset_id
  WHERE account_id = $1 AND ($2::bigint[] IS NULL OR asset_id = ANY ($2)) AND location IS NOT NULL
    AND (known.id IS NULL OR (location->>'seq')::bigint > known.seq)`;

/** The last positions as of enrichment's last checkpoint. */
export class AssetStateRepository {
  /**
   * @param assetIds only these, as far as they are within the scope; null: all within the scope
   * @param known the `seq` that the caller has of some: of these only what is newer
   */
  async lastLocations(
    sql: AccountSql,
    assetIds: readonly number[] | null,
    known: ReadonlyMap<number, number> = new Map(),
  ): Promise<LocationUpdate[]> {
    const wanted = assetsWithin(sql.scope, assetIds);
    const { rows } = await sql.query<{ location: LocationUpdate }>(LAST_LOCATIONS, [
      ...[sql.scope.accountId, wanted],
      ...[[...known.keys()], [...known.values()]],
    ]);
    return rows.map(({ location }) => location);
  }
}
