import type { RedisClient } from '@yipii/platform';
import { GROUP_KEPT_MS, GroupMembers, type GroupState } from './group-members.ports';

/** Replaces only what is older, in one step: KEYS the group; ARGV version, the value, ms to keep it. */
const PUT = `
local known = redis.call('GET', KEYS[1])
if not known or tonumber(string.match(known, '^%d+')) < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end`;

/** `group:{id}` is `<version> <the group as JSON>`. */
export class RedisGroupMembers extends GroupMembers {
  constructor(private readonly redis: RedisClient) {
    super();
  }

  async put(group: GroupState): Promise<void> {
    await this.redis.eval(PUT, {
      keys: [keyOf(group.groupId)],
      arguments: [String(group.version), JSON.stringify(group), String(GROUP_KEPT_MS)],
    });
  }

  async of(groupIds: readonly number[]): Promise<ReadonlyMap<number, GroupState>> {
    if (groupIds.length === 0) return new Map();
    const values = await this.redis.mGet(groupIds.map(keyOf));
    const found = values.flatMap((value) => (value === null ? [] : [parse(value)]));
    return new Map(found.map((group) => [group.groupId, group]));
  }
}

function keyOf(groupId: number): string {
  return `group:${groupId}`;
}

/** Written by our own side alone. */
function parse(value: string): GroupState {
  return JSON.parse(value.slice(value.indexOf(' ') + 1)) as GroupState;
}
