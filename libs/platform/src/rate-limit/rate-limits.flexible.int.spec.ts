import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { eventually, startPrivateServer, type Server } from '@yipii/testing';
import { Health } from '../health/health';
import { Lifecycle } from '../lifecycle/lifecycle';
import { RedisConnections, type RedisClient } from '../redis/redis-connections';
import { rateLimitsContract } from './rate-limits.contract';
import { FlexibleRateLimits } from './rate-limits.flexible';

/** A connection that was lost is tried again within 2 s. */
const SOON = { timeoutMs: 10_000 };
const ADDRESS = '203.0.113.9';
const aLimit = (name: string) => ({ name, max: 2, windowSeconds: 60 });

describe('rate limits over processes that share Redis', () => {
  const lifecycle = new Lifecycle();
  let server: Server;
  let redis: RedisClient;
  let one: FlexibleRateLimits;
  let other: FlexibleRateLimits;

  beforeAll(async () => {
    server = await startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-')));
    const connections = new RedisConnections(createClient, server, new Health(), lifecycle);
    redis = connections.open('one');
    [one, other] = [redis, connections.open('other')].map(
      (client) => new FlexibleRateLimits('a secret of the tests', client),
    ) as [FlexibleRateLimits, FlexibleRateLimits];
    await eventually(() => expect(redis.isReady).toBe(true));
  });
  afterAll(async () => {
    await lifecycle.stop();
    await server.stop();
  });

  rateLimitsContract(() => one);

  it('share one count', async () => {
    const limit = aLimit('shared');
    expect(await one.count(limit, ADDRESS)).toMatchObject({ remaining: 1 });
    expect(await other.count(limit, ADDRESS)).toMatchObject({ remaining: 0, isExceeded: false });
    expect(await one.count(limit, ADDRESS)).toMatchObject({ remaining: 0, isExceeded: true });
  });

  it('store no key in the clear, and nothing for longer than its window', async () => {
    await one.count(aLimit('hidden'), ADDRESS);
    const keys = await redis.keys('*');
    expect(keys.join()).toMatch('limit:hidden:');
    expect(keys.join()).not.toMatch(ADDRESS);
    for (const key of keys) expect(await redis.ttl(key)).toBeGreaterThanOrEqual(0);
  });

  it('are counted by each process while Redis hangs or is away, and together again afterwards', async () => {
    for (const name of ['freeze', 'kill'] as const) {
      await server[name]();
      const alone = aLimit(name);
      for (const expected of [{ remaining: 1 }, { remaining: 0 }, { isExceeded: true }]) {
        expect(await one.count(alone, ADDRESS)).toMatchObject(expected);
      }
      expect(await other.count(alone, ADDRESS)).toMatchObject({ remaining: 1, isExceeded: false });
    }
    await server.start();
    const back = aLimit('back');
    await eventually(async () => {
      await one.reset(back, ADDRESS);
      await other.count(back, ADDRESS);
      expect(await one.count(back, ADDRESS)).toMatchObject({ remaining: 0, isExceeded: false });
    }, SOON);
  });
});
