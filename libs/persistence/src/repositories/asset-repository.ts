import { In, type DataSource } from 'typeorm';
import { Asset } from '../entities/asset';
import { withAccount } from '../with-account';

export interface AssetPage {
  /** From 1. */
  readonly page: number;
  readonly perPage: number;
  /** Only these; null: all of the account. */
  readonly only: readonly number[] | null;
}

/** The assets of one account. */
export class AssetRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** A page in the order of their ids, and how many there are in all. */
  list(accountId: number, { page, perPage, only }: AssetPage): Promise<{ assets: Asset[]; total: number }> {
    return withAccount(this.dataSource, accountId, async (manager) => {
      const [assets, total] = await manager.findAndCount(Asset, {
        where: only ? { id: In([...only]) } : {},
        order: { id: 'ASC' },
        skip: (page - 1) * perPage,
        take: perPage,
      });
      return { assets, total };
    });
  }

  find(accountId: number, id: number): Promise<Asset | null> {
    return withAccount(this.dataSource, accountId, (manager) => manager.findOneBy(Asset, { id }));
  }

  /** Those of the ids that are assets of the account. */
  existing(accountId: number, ids: readonly number[]): Promise<ReadonlySet<number>> {
    return withAccount(this.dataSource, accountId, async (manager) => {
      const assets = await manager.find(Asset, { select: { id: true }, where: { id: In([...ids]) } });
      return new Set(assets.map(({ id }) => id));
    });
  }
}
