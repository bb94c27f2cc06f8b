import { assetsWithin } from '@yipii/domain';
import { Asset } from '../entities/asset';
import type { AccountSql, AccountTransaction } from '../unit-of-work/transaction';
import { RegistryRepository } from './registry-repository';
import { UserSessions } from './user-sessions';

/** The assets within the scope of the transaction. */
export class AssetRepository extends RegistryRepository<Asset> {
  constructor() {
    super(Asset);
  }

  /** Returns the asset with its current name, or null if it is not within the scope. */
  async named(sql: AccountSql, id: number): Promise<{ id: number; name: string } | null> {
    const wanted = assetsWithin(sql.scope, [id]);
    const { rows } = await sql.query<{ name: string }>(
      'SELECT name FROM asset WHERE account_id = $1 AND id = ANY ($2)',
      [sql.scope.accountId, wanted],
    );
    return rows[0] ? { id, name: rows[0].name } : null;
  }

  /** Returns the ids that are assets within the scope. */
  async existing(sql: AccountSql, ids: readonly number[]): Promise<ReadonlySet<number>> {
    const wanted = assetsWithin(sql.scope, ids);
    const { rows } = await sql.query<{ id: string }>(
      'SELECT id FROM asset WHERE account_id = $1 AND id = ANY ($2)',
      [sql.scope.accountId, wanted],
    );
    return new Set(rows.map(({ id }) => Number(id)));
  }

  /** Removes an asset from its groups and devices, so that it can be deleted. */
  async release(tx: AccountTransaction, id: number): Promise<void> {
    const groups = await tx.query<Id>('SELECT group_id AS id FROM asset_group_member WHERE asset_id = $1', [
      id,
    ]);
    await tx.registryChanged('asset_group', ...idsOf(groups));
    await tx.query('DELETE FROM asset_group_member WHERE asset_id = $1', [id]);
    await new UserSessions().leftGroups(tx, idsOf(groups), [id]);
    const assignments = await tx.query<Id>('SELECT id FROM assignment WHERE asset_id = $1', [id]);
    await tx.registryChanged('assignment', ...idsOf(assignments));
    await tx.query('DELETE FROM assignment WHERE asset_id = $1', [id]);
  }
}

interface Id {
  readonly id: string;
}

function idsOf({ rows }: { readonly rows: readonly Id[] }): number[] {
  return rows.map(({ id }) => Number(id));
}
