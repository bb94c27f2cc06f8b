import type { AccountScope, LocationUpdate } from '@yipii/domain';
import { AssetRepository, AssetStateRepository, type UnitOfWork } from '@yipii/persistence';
import { AssetStore, StoredLocations } from './asset.ports';

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

export class PostgresStoredLocations extends StoredLocations {
  private readonly states = new AssetStateRepository();

  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  lastLocations(scope: AccountScope, assetIds: readonly number[] | null): Promise<LocationUpdate[]> {
    return this.unitOfWork.read(scope, (sql) => this.states.lastLocations(sql, assetIds));
  }
}
