import { Raw, type FindOperator } from 'typeorm';

const NOW = 'valid_from <= now() AND (valid_to IS NULL OR valid_to > now())';

/** As a condition on a column of device ids: those that are on an asset now. */
export function onAsset(assetId: unknown): FindOperator<unknown> {
  const sql = `SELECT device_id FROM assignment WHERE asset_id = :assetId AND ${NOW}`;
  return Raw((column) => `${column} IN (${sql})`, { assetId });
}

/** As a condition on a column of device ids: those that are on an asset of a group now. */
export function onAssetsOfGroup(groupId: unknown): FindOperator<unknown> {
  const members = 'SELECT asset_id FROM asset_group_member WHERE group_id = :groupId';
  const sql = `SELECT device_id FROM assignment WHERE asset_id IN (${members}) AND ${NOW}`;
  return Raw((column) => `${column} IN (${sql})`, { groupId });
}
