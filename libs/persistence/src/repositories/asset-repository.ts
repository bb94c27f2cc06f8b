import { assetsWithin, type AccountScope } from '@yipii/domain';
import { In, type DataSource } from 'typeorm';
import { Asset } from '../entities/asset';
import { withAccount } from '../with-account';

export interface AssetPage {
  /** From 1. */
  readonly page: number;
  readonly perPage: number;
}

/** The assets of one account. */
export class AssetRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** A page in the order of their ids, and how many there are in all. */
  list(scope: AccountScope, { page, perPage }: AssetPage): Promise<{ assets: Asset[]; total: number }> {
    return withAccount(this.dataSource, scope.accountId, async (manager) => {
      const [assets, total] = await manager.findAndCount(Asset, {
        where: among(scope, null),
        order: { id: 'ASC' },
        skip: (page - 1) * perPage,
        take: perPage,
      });
      return { assets, total };
    });
  }

  find(scope: AccountScope, id: number): Promise<Asset | null> {
    return withAccount(this.dataSource, scope.accountId, (manager) =>
      manager.findOneBy(Asset, among(scope, [id])),
    );
  }

  /** Returns those of the ids that are assets within the scope. */
  existing(scope: AccountScope, ids: readonly number[]): Promise<ReadonlySet<number>> {
    return withAccount(this.dataSource, scope.accountId, async (manager) => {
      const assets = await manager.find(Asset, { select: { id: true }, where: among(scope, ids) });
      return new Set(assets.map(({ id }) => id));
    });
  }
}

function among(scope: AccountScope, wanted: readonly number[] | null) {
  const ids = assetsWithin(scope, wanted);
  return ids ? { id: In([...ids]) } : {};
}
