import type { RedisClient } from '@yipii/platform';
import { LastPositions, type LastPosition } from './last-positions.ports';

/** Assets per hash: a chunk of a snapshot, and few keys even for large fleets. */
const BUCKET = 256;

/**
 * Replaces only what is older, in one step: KEYS set of the account's buckets, then hashes of buckets; ARGV of each
 * position the number of its hash in KEYS, asset, seq and JSON.
 */
const PUT = `
for i = 2, #KEYS do redis.call('SADD', KEYS[1], string.match(KEYS[i], '%d+$')) end
for i = 1, #ARGV, 4 do
  local hash = KEYS[tonumber(ARGV[i])]
  local last = redis.call('HGET', hash, ARGV[i + 1])
  if not last or tonumber(string.match(last, '^%d+')) < tonumber(ARGV[i + 2]) then
    redis.call('HSET', hash, ARGV[i + 1], ARGV[i + 2] .. ' ' .. ARGV[i + 3])
  end
end`;

/** It is lost with the rest. */
const WARM = 'last:warm';

/**
 * `last:{account}:{bucket}` is a hash of asset id → `<seq> <json>`, `last:{account}` the set of the account's
 * buckets. The braces are literal: an account's keys share a slot of a Redis Cluster.
 */
export class RedisLastPositions extends LastPositions {
  constructor(private readonly redis: RedisClient) {
    super();
  }

  async put(accountId: number, positions: readonly LastPosition[]): Promise<void> {
    if (positions.length === 0) return;
    const buckets = [...byBucket(positions, ({ assetId }) => assetId)];
    await this.redis.eval(PUT, {
      keys: [bucketsKey(accountId), ...buckets.map(([bucket]) => bucketKey(accountId, bucket))],
      arguments: buckets.flatMap(([, inBucket], i) =>
        inBucket.flatMap((position) => toArguments(i + 2, position)),
      ),
    });
  }

  async *ofAccount(accountId: number): AsyncIterable<readonly LastPosition[]> {
    for (const bucket of await this.redis.sMembers(bucketsKey(accountId))) {
      const fields = await this.redis.hGetAll(bucketKey(accountId, Number(bucket)));
      yield Object.entries(fields).map(([assetId, value]) => toPosition(Number(assetId), value));
    }
  }

  async ofAssets(accountId: number, assetIds: readonly number[]): Promise<readonly LastPosition[]> {
    const buckets = [...byBucket(assetIds, (assetId) => assetId)];
    const found = await Promise.all(
      buckets.map(async ([bucket, ids]) => {
        const values = await this.redis.hmGet(bucketKey(accountId, bucket), ids.map(String));
        return ids.flatMap((assetId, i) => {
          const value = values[i];
          return value ? [toPosition(assetId, value)] : [];
        });
      }),
    );
    return found.flat();
  }

  async isWarm(): Promise<boolean> {
    return (await this.redis.exists(WARM)) === 1;
  }

  async warmed(): Promise<void> {
    await this.redis.set(WARM, '1');
  }
}

/** Deletes the last positions of an account that is gone. */
export async function forgetLastPositions(redis: RedisClient, accountId: number): Promise<void> {
  const buckets = await redis.sMembers(bucketsKey(accountId));
  const keys = [bucketsKey(accountId), ...buckets.map((bucket) => bucketKey(accountId, Number(bucket)))];
  for (const key of keys) await redis.unlink(key);
}

function bucketsKey(accountId: number): string {
  return `last:{${accountId}}`;
}

function bucketKey(accountId: number, bucket: number): string {
  return `last:{${accountId}}:${bucket}`;
}

function byBucket<T>(items: readonly T[], assetOf: (item: T) => number): Map<number, T[]> {
  const buckets = new Map<number, T[]>();
  for (const item of items) {
    const bucket = Math.floor(assetOf(item) / BUCKET);
    const others = buckets.get(bucket);
    if (others) others.push(item);
    else buckets.set(bucket, [item]);
  }
  return buckets;
}

function toArguments(hash: number, { assetId, seq, json }: LastPosition): string[] {
  return [String(hash), String(assetId), String(seq), json];
}

function toPosition(assetId: number, value: string): LastPosition {
  const cut = value.indexOf(' ');
  return { assetId, seq: Number(value.slice(0, cut)), json: value.slice(cut + 1) };
}
