import type { AccountScope, LocationUpdate } from '@yipii/domain';
import { AssetRepository, AssetStateRepository, type UnitOfWork } from '@yipii/persistence';
import { AssetStore, GroupAssets, StoredLocations } from './asset.ports';

export class PostgresAssets extends AssetStore {
  private readonly assets = new AssetRepository();

  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  find(scope: AccountScope, id: number): Promise<{ id: number; name: string } | null> {
    return this.unitOfWork.read(scope, (sql) => this.assets.named(sql, id));
  }

  existing(scope: AccountScope, ids: readonly number[]): Promise<ReadonlySet<number>> {
    return this.unitOfWork.read(scope, (sql) => this.assets.existing(sql, ids));
  }
}

export class PostgresGroupAssets extends GroupAssets {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  async of(scope: AccountScope, groupId: number): Promise<number[]> {
    const { rows } = await this.unitOfWork.read(scope, (sql) =>
      sql.query<{ id: string }>(MEMBERS, [scope.accountId, groupId, scope.assets]),
    );
    return rows.map(({ id }) => Number(id));
  }
}

const MEMBERS = `
  SELECT asset_id AS id FROM asset_group_member
  WHERE account_id = $1 AND group_id = $2 AND ($3::bigint[] IS NULL OR asset_id = ANY ($3))`;

export class PostgresStoredLocations extends StoredLocations {
  private readonly states = new AssetStateRepository();

  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  lastLocations(
    scope: AccountScope,
    assetIds: readonly number[] | null,
    known: ReadonlyMap<number, number>,
  ): Promise<LocationUpdate[]> {
    return this.unitOfWork.read(scope, (sql) => this.states.lastLocations(sql, assetIds, known));
  }
}
