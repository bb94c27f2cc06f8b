import type { Principal } from '@yipii/domain';
import type { GroupState } from '@yipii/live';
import type { WorkerDatabase } from '@yipii/platform';
import { GroupSource } from './groups.ports';

export class PostgresGroups extends GroupSource {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async load(groupIds: readonly number[]): Promise<ReadonlyMap<number, GroupState>> {
    const { rows } = await this.database.pool.query<Row>(
      `SELECT g.id, g.account_id, g.version,
         ARRAY(SELECT m.asset_id FROM asset_group_member m WHERE m.group_id = g.id ORDER BY 1) AS asset_ids
       FROM asset_group g WHERE g.id = ANY ($1::bigint[])`,
      [groupIds],
    );
    return new Map(rows.map((row) => [Number(row.id), toGroup(row)]));
  }

  async ownGroups(caller: Principal, groupIds: readonly number[]): Promise<ReadonlySet<number>> {
    if (caller.kind !== 'user') return new Set();
    const { rows } = await this.database.pool.query<{ group_id: string }>(
      `SELECT group_id FROM account_user_group
       WHERE account_id = $1 AND user_id = $2 AND group_id = ANY ($3::bigint[])`,
      [caller.scope.accountId, caller.userId, groupIds],
    );
    return new Set(rows.map(({ group_id: id }) => Number(id)));
  }
}

interface Row {
  readonly id: string;
  readonly account_id: string;
  readonly version: string;
  readonly asset_ids: readonly string[];
}

function toGroup({ id, account_id: accountId, version, asset_ids: assetIds }: Row): GroupState {
  return {
    groupId: Number(id),
    accountId: Number(accountId),
    version: Number(version),
    assetIds: assetIds.map(Number),
    isDeleted: false,
  };
}
