import { assetsWithin, type AccountScope } from '@yipii/domain';
import { In } from 'typeorm';
import { Asset } from '../entities/asset';
import type { AccountSql, AccountTransaction } from '../unit-of-work/transaction';

export interface AssetPage {
  /** From 1. */
  readonly page: number;
  readonly perPage: number;
}

/** The assets within the scope of the transaction. */
export class AssetRepository {
  /** A page in the order of their ids, and how many there are in all. */
  async list(
    { entities, scope }: AccountTransaction,
    { page, perPage }: AssetPage,
  ): Promise<{ assets: Asset[]; total: number }> {
    const [assets, total] = await entities.findAndCount(Asset, {
      where: among(scope, null),
      order: { id: 'ASC' },
      skip: (page - 1) * perPage,
      take: perPage,
    });
    return { assets, total };
  }

  find({ entities, scope }: AccountTransaction, id: number): Promise<Asset | null> {
    return entities.findOneBy(Asset, among(scope, [id]));
  }

  /** Returns those of the ids that are assets within the scope. */
  async existing(sql: AccountSql, ids: readonly number[]): Promise<ReadonlySet<number>> {
    const wanted = assetsWithin(sql.scope, ids);
    const { rows } = await sql.query<{ id: string }>('SELECT id FROM asset WHERE id = ANY ($1)', [wanted]);
    return new Set(rows.map(({ id }) => Number(id)));
  }
}

/** Row-level security says the same; this finds them by their index. */
function among(scope: AccountScope, wanted: readonly number[] | null) {
  const ids = assetsWithin(scope, wanted);
  return ids ? { id: In([...ids]) } : {};
}
