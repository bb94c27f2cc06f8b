import type { RedisClient } from '@yipii/platform';
import { LINK_POSITION_KEPT_MS, LinkPositions, type LinkPosition } from './link-positions.ports';

/** Replaces only what is older, in one step: KEYS the link; ARGV seq, rest of the value, ms to keep it. */
const PUT = `
local last = redis.call('GET', KEYS[1])
if not last or tonumber(string.match(last, '^%d+')) < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
end`;

/** Removes only what is older, in one step: KEYS the link; ARGV seq. */
const FORGET = `
local last = redis.call('GET', KEYS[1])
if last and tonumber(string.match(last, '^%d+')) < tonumber(ARGV[1]) then redis.call('DEL', KEYS[1]) end`;

/** `link-last:{uuid}` is `<seq> <made at> <json>`. */
export class RedisLinkPositions extends LinkPositions {
  constructor(private readonly redis: RedisClient) {
    super();
  }

  async put(linkUuid: string, { seq, madeAt, json }: LinkPosition): Promise<void> {
    await this.redis.eval(PUT, {
      keys: [keyOf(linkUuid)],
      arguments: [String(seq), `${madeAt} ${json}`, String(LINK_POSITION_KEPT_MS)],
    });
  }

  async forget(linkUuid: string, seq: number): Promise<void> {
    await this.redis.eval(FORGET, { keys: [keyOf(linkUuid)], arguments: [String(seq)] });
  }

  async last(linkUuid: string): Promise<LinkPosition | null> {
    const value = await this.redis.get(keyOf(linkUuid));
    const [, seq, madeAt, json = ''] = /^(\d+) (\d+) (.*)$/s.exec(value ?? '') ?? [];
    return seq === undefined ? null : { seq: Number(seq), madeAt: Number(madeAt), json };
  }
}

function keyOf(linkUuid: string): string {
  return `link-last:${linkUuid}`;
}
