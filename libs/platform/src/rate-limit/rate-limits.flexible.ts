import { hmac } from '@yipii/protocol';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { RedisClient } from '../redis/redis-connections';
import { RateLimits, type RateLimit, type Usage } from './rate-limits.ports';

/** 128 bits, against collisions. */
const HIDDEN_KEY_LENGTH = 32;
const REDIS_DEADLINE_MS = 1_000;

/** By rate-limiter-flexible, in memory where there is no Redis. */
export class FlexibleRateLimits extends RateLimits {
  private readonly limiters = new Map<string, RateLimiterAbstract>();

  /** @param secret hashes the keys; the same in all processes that share Redis */
  constructor(
    private readonly secret: string,
    private readonly redis?: RedisClient,
  ) {
    super();
  }

  async count(limit: RateLimit, key: string): Promise<Usage | null> {
    if (limit.max === 0) return null;
    try {
      return usageOf(limit, await this.limiterOf(limit).consume(this.hide(key)));
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return usageOf(limit, refused);
      throw refused;
    }
  }

  async usageOf(limit: RateLimit, key: string): Promise<Usage | null> {
    if (limit.max === 0) return null;
    return usageOf(limit, await this.limiterOf(limit).get(this.hide(key)));
  }

  async reset(limit: RateLimit, key: string): Promise<void> {
    if (limit.max > 0) await this.limiterOf(limit).delete(this.hide(key));
  }

  private limiterOf(limit: RateLimit): RateLimiterAbstract {
    const known = this.limiters.get(limit.name);
    if (known) return known;
    const limiter = this.create(limit);
    this.limiters.set(limit.name, limiter);
    return limiter;
  }

  private create({ name, max: points, windowSeconds: duration }: RateLimit): RateLimiterAbstract {
    const options = { keyPrefix: `limit:${name}`, points, duration };
    const insuranceLimiter = new RateLimiterMemory(options);
    if (!this.redis) return insuranceLimiter;
    const limiter = new RateLimiterRedis({ ...options, storeClient: this.redis, useRedisPackage: true });
    return new RLWrapperTimeouts({ limiter, timeoutMs: REDIS_DEADLINE_MS, insuranceLimiter });
  }

  private hide(key: string): string {
    return hmac(this.secret, `limit:${key}`).slice(0, HIDDEN_KEY_LENGTH);
  }
}

function usageOf({ max, windowSeconds }: RateLimit, counted: RateLimiterRes | null): Usage {
  const { consumedPoints = 0, msBeforeNext = windowSeconds * 1_000 } = counted ?? {};
  return {
    limit: max,
    remaining: Math.max(0, max - consumedPoints),
    resetsAt: Date.now() + msBeforeNext,
    isExceeded: consumedPoints > max,
  };
}
