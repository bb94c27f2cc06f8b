import { GroupMembers, type GroupState } from './group-members.ports';

/** For a single process. */
export class MemoryGroupMembers extends GroupMembers {
  private readonly groups = new Map<number, GroupState>();

  put(group: GroupState): Promise<void> {
    const known = this.groups.get(group.groupId);
    if (!known || known.version < group.version) this.groups.set(group.groupId, group);
    return Promise.resolve();
  }

  of(groupIds: readonly number[]): Promise<ReadonlyMap<number, GroupState>> {
    const found = groupIds.flatMap((id) => this.groups.get(id) ?? []);
    return Promise.resolve(new Map(found.map((group) => [group.groupId, group])));
  }
}
