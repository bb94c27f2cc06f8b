import { randomInt } from 'node:crypto';
import type { GroupMembers, GroupState } from '@yipii/live';

/** What every implementation of `GroupMembers` keeps. */
export function groupMembersContract(name: string, open: () => GroupMembers): void {
  describe(`members of groups in ${name}`, () => {
    const aGroup = (groupId: number, version: number): GroupState => ({
      ...{ groupId, accountId: 7, version, assetIds: [version, 1042], isDeleted: false },
    });

    it('are those of the newest version, whatever comes when', async () => {
      const [group, other, none] = [1, 2, 3].map(() => randomInt(2 ** 40));
      for (const version of [3, 9, 10, 2]) await open().put(aGroup(group ?? 0, version));
      await open().put(aGroup(other ?? 0, 1));
      expect(await open().of([group, other, none].map((id) => id ?? 0))).toEqual(
        new Map([
          [group, aGroup(group ?? 0, 10)],
          [other, aGroup(other ?? 0, 1)],
        ]),
      );
    });

    it('are gone with their group', async () => {
      const groupId = randomInt(2 ** 40);
      const gone = { groupId, accountId: 7, version: 5, assetIds: [], isDeleted: true };
      await open().put(gone);
      await open().put(aGroup(groupId, 4));
      expect((await open().of([groupId])).get(groupId)).toEqual(gone);
      expect((await open().of([])).size).toBe(0);
    });
  });
}
