import type { Principal } from '@yipii/domain';
import type { GroupState } from '@yipii/live';

/** Asset groups of all accounts, as the database has them. */
export abstract class GroupSource {
  /** Returns those of the groups that exist. */
  abstract load(groupIds: readonly number[]): Promise<ReadonlyMap<number, GroupState>>;
  /** Returns those of the groups that define what the caller may see: it sees their assets, now and later. */
  abstract ownGroups(caller: Principal, groupIds: readonly number[]): Promise<ReadonlySet<number>>;
}
