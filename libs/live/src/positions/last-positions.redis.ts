import type { RedisClient } from '@yipii/platform';
import { LastPositions, type LastPosition } from './last-positions.ports';

/** Assets per hash: a chunk of a snapshot, and few keys even for large fleets. */
const BUCKET = 256;

/**
 * Replaces only what is older, in one step: KEYS hash of the bucket, set of the account's buckets; ARGV
 * number of the bucket, then asset, seq and JSON of each.
 */
const PUT = `
redis.call('SADD', KEYS[2], ARGV[1])
for i = 2, #ARGV, 3 do
  local last = redis.call('HGET', KEYS[1], ARGV[i])
  if not last or tonumber(string.match(last, '^%d+')) < tonumber(ARGV[i + 1]) then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2])
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
    const buckets = [...byBucket(positions, ({ assetId }) => assetId)];
    await Promise.all(
      buckets.map(([bucket, inBucket]) =>
        this.redis.eval(PUT, {
          keys: [bucketKey(accountId, bucket), bucketsKey(accountId)],
          arguments: [String(bucket), ...inBucket.flatMap(toArguments)],
        }),
      ),
    );
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

function toArguments({ assetId, seq, json }: LastPosition): string[] {
  return [String(assetId), String(seq), json];
}

function toPosition(assetId: number, value: string): LastPosition {
  const cut = value.indexOf(' ');
  return { assetId, seq: Number(value.slice(0, cut)), json: value.slice(cut + 1) };
}
