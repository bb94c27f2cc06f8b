import type { AccountTransaction } from '../unit-of-work/transaction';
import { UserSessions } from './user-sessions';

/** The members of groups, as far as both are within the scope of the transaction. */
export class AssetGroupMembers {
  /** Returns the members of each group, in the order of their ids. */
  async of(
    tx: AccountTransaction,
    groupIds: readonly number[],
  ): Promise<ReadonlyMap<number, { readonly assetIds: readonly number[] }>> {
    const { rows } = await tx.query<{ group_id: string; asset_ids: string[] }>(
      `SELECT group_id, array_agg(asset_id ORDER BY asset_id) AS asset_ids FROM asset_group_member
       WHERE account_id = $1 AND group_id = ANY ($2) AND ($3::bigint[] IS NULL OR asset_id = ANY ($3)) GROUP BY 1`,
      [tx.scope.accountId, [...groupIds], tx.scope.assets],
    );
    const found = new Map(rows.map(({ group_id: id, asset_ids: ids }) => [Number(id), ids.map(Number)]));
    return new Map(groupIds.map((id) => [id, { assetIds: found.get(id) ?? [] }]));
  }

  /**
   * Replaces the members of a group. Announce the change of the group as well.
   * @returns the ids that are not assets; if there are any, the caller must not commit
   */
  async replace(tx: AccountTransaction, groupId: number, assetIds: readonly number[]): Promise<number[]> {
    const wanted = [...new Set(assetIds)];
    const removed = await tx.query<{ asset_id: string }>(
      'DELETE FROM asset_group_member WHERE group_id = $1 AND asset_id <> ALL ($2) RETURNING asset_id',
      [groupId, wanted],
    );
    const left = removed.rows.map((row) => Number(row.asset_id));
    await new UserSessions().leftGroups(tx, [groupId], left);
    await tx.query(
      `INSERT INTO asset_group_member (account_id, group_id, asset_id)
       SELECT account_id, $1, id FROM asset WHERE account_id = $3 AND id = ANY ($2) ON CONFLICT DO NOTHING`,
      [groupId, wanted, tx.scope.accountId],
    );
    const { assetIds: members = [] } = (await this.of(tx, [groupId])).get(groupId) ?? {};
    const known = new Set(members);
    return wanted.filter((id) => !known.has(id));
  }
}
