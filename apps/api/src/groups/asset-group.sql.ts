import { Raw, type FindOperator } from 'typeorm';

/** As a condition on a column of asset ids: those of a group. */
export function inGroup(groupId: unknown): FindOperator<unknown> {
  return Raw((column) => `${column} IN (SELECT asset_id FROM asset_group_member WHERE group_id = :groupId)`, {
    groupId,
  });
}
