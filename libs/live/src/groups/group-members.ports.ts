/** Which assets are in a group, as of one of its versions. */
export interface GroupState {
  readonly groupId: number;
  readonly accountId: number;
  /** As `registry.changed` announces it. */
  readonly version: number;
  readonly assetIds: readonly number[];
  /** The group is gone; then it has no assets. */
  readonly isDeleted: boolean;
}

/** A group that nobody has asked for in that time is forgotten. */
export const GROUP_KEPT_MS = 7 * 24 * 3_600_000;

/**
 * Members of asset groups, for the gateway, which has no database. The API writes what it authorises and what
 * changes.
 */
export abstract class GroupMembers {
  /** Keeps the newest version. Rejects while the store is unavailable; safe to retry. */
  abstract put(group: GroupState): Promise<void>;
  /** Returns those of the groups that are kept. */
  abstract of(groupIds: readonly number[]): Promise<ReadonlyMap<number, GroupState>>;
}
