import { assetsWithin } from '@yipii/domain';
import { Asset } from '../entities/asset';
import type { AccountSql } from '../unit-of-work/transaction';
import { RegistryRepository } from './registry-repository';

/** The assets within the scope of the transaction. */
export class AssetRepository extends RegistryRepository<Asset> {
  constructor() {
    super(Asset);
  }

  /** Returns those of the ids that are assets within the scope. */
  async existing(sql: AccountSql, ids: readonly number[]): Promise<ReadonlySet<number>> {
    const wanted = assetsWithin(sql.scope, ids);
    const { rows } = await sql.query<{ id: string }>('SELECT id FROM asset WHERE id = ANY ($1)', [wanted]);
    return new Set(rows.map(({ id }) => Number(id)));
  }
}
