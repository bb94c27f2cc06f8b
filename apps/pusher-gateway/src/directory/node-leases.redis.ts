import type { RedisClient } from '@yipii/platform';
import { LuaScript } from './lua-script.redis';
import { CLAIM_MS, NodeIncarnations } from './node-incarnations';

/** The braces are literal: all keys about nodes share a slot of a Redis Cluster. */
const PREFIX = 'live:{nodes}:';
const NODES = `${PREFIX}all`;
const LEASE = `${PREFIX}lease:`;
const CLAIM = `${PREFIX}claim:`;
const QUIET = `${PREFIX}quiet`;
const RENEWED = `${PREFIX}renewed`;

const RENEWED_IN_TIME = 1;
const GO_ON_ANEW = 2;

/**
 * KEYS nodes, lease, claim, lease of the next life, quiet, renewed; ARGV life (an incarnation), next life,
 * lease in ms, claim in ms. If all nodes were silent for longer than a lease, Redis was unavailable: for
 * one lease no node is removed, so that all can come back. If the life is being removed the script returns
 * 2 and the next one begins. The old one is removed once more afterwards, since a change under its name may
 * still be on its way.
 */
const RENEW = new LuaScript(`
local nodes, lease, claim, nextLease, quiet, renewed = unpack(KEYS)
local life, nextLife, leaseMs, claimMs = unpack(ARGV)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local before = redis.call('GET', renewed)
redis.call('SET', renewed, string.format('%.0f', now))
if before and now - before > tonumber(leaseMs) then redis.call('SET', quiet, '', 'PX', leaseMs) end
if redis.call('PEXPIRE', lease, leaseMs) == 1 then return ${RENEWED_IN_TIME} end
redis.call('SADD', nodes, life)
if redis.call('EXISTS', claim) == 0 then
  redis.call('SET', lease, '', 'PX', leaseMs)
  return 0
end
redis.call('PEXPIRE', claim, claimMs)
redis.call('SADD', nodes, nextLife)
redis.call('SET', nextLease, '', 'PX', leaseMs)
return ${GO_ON_ANEW}`);

/** KEYS nodes, quiet; ARGV key prefixes of leases and of claims, claim in ms. All are in the same slot. */
const ENDED = new LuaScript(`
local ended = {}
if redis.call('EXISTS', KEYS[2]) == 1 then return ended end
for _, life in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  if redis.call('EXISTS', ARGV[1] .. life) == 0
    and redis.call('SET', ARGV[2] .. life, '', 'NX', 'PX', ARGV[3]) then ended[#ended + 1] = life end
end
return ended`);

/** KEYS nodes, lease; ARGV life. The claim expires by itself: another node may still be removing entries. */
const FORGET = new LuaScript(`
redis.call('SREM', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])`);

export const NODE_SCRIPTS = [RENEW, ENDED, FORGET] as const;

/** The leases of nodes. */
export class RedisNodeLeases {
  private readonly lives = new NodeIncarnations();

  constructor(private readonly redis: RedisClient) {}

  incarnationOf(node: string): string {
    return this.lives.of(node);
  }

  async renew(node: string, leaseMs: number): Promise<boolean> {
    const [life, next] = [this.lives.of(node), this.lives.next(node)];
    const keys = [NODES, LEASE + life, CLAIM + life, LEASE + next, QUIET, RENEWED];
    const answer = await RENEW.run(this.redis, keys, [life, next, leaseMs, CLAIM_MS]);
    if (answer === GO_ON_ANEW) this.lives.begin(node, next);
    return answer === RENEWED_IN_TIME;
  }

  async ended(): Promise<readonly string[]> {
    return (await ENDED.run(this.redis, [NODES, QUIET], [LEASE, CLAIM, CLAIM_MS])) as string[];
  }

  async forget(node: string): Promise<void> {
    const life = this.lives.of(node);
    await FORGET.run(this.redis, [NODES, LEASE + life], [life]);
  }
}
