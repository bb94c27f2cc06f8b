import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { Health, Lifecycle, RedisConnections, SystemClock } from '@yipii/platform';
import { eventually, startPrivateServer, type Server } from '@yipii/testing';
import { sharedCountsContract } from './shared-counts.contract';
import { RedisSharedCounts } from './shared-counts.redis';

/** Less than the lease of a silent process. */
const SOON = { timeoutMs: 8_000 };
const [health, lifecycle] = [new Health(), new Lifecycle()];
const clock = new SystemClock();
let server: Server;
let redis: RedisConnections;
let nodes: RedisSharedCounts[] = [];
let names = 0;
/** What a node takes for the time: it can be sent ahead. */
let aheadMs = 0;

beforeAll(async () => {
  server = await startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-')));
  redis = new RedisConnections(createClient, server, health, lifecycle);
});
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  nodes = [];
  aheadMs = 0;
});
afterAll(async () => {
  await lifecycle.stop();
  await server.stop();
});

function aNode(): RedisSharedCounts {
  const name = `node ${names++}`;
  const settings = { secret: 'a secret of the tests', now: () => clock.now() + aheadMs };
  const node = new RedisSharedCounts(
    redis.open(`${name} tells`),
    () => redis.open(`${name} hears`),
    settings,
  );
  node.start();
  nodes.push(node);
  return node;
}

sharedCountsContract('Redis', aNode);

describe('connections of several processes', () => {
  it('are visible to all of them after about a second, whoever came first', async () => {
    const one = aNode();
    for (let i = 0; i < 100; i++) one.add('ip');
    const two = aNode();
    await eventually(() => expect(two.of('ip')).toBe(100), SOON);
    two.add('ip');
    two.add('other');
    await eventually(() => expect([one.of('ip'), one.of('other')]).toEqual([101, 1]), SOON);
    one.remove('ip');
    await eventually(() => expect([one.of('ip'), two.of('ip')]).toEqual([100, 100]), SOON);
    await one.stop();
    await eventually(() => expect(two.of('ip')).toBe(1), SOON);
  });

  it('are counted per process while Redis is unavailable, and together again when it is back', async () => {
    const [one, two] = [aNode(), aNode()];
    one.add('ip');
    await eventually(() => expect(two.of('ip')).toBe(1), SOON);
    await server.kill();
    await eventually(() => expect(Object.keys(health.problems())).not.toEqual([]));
    two.add('ip');
    two.add('ip');
    one.add('ip');
    expect([one.of('ip'), two.of('ip')]).toEqual([2, 3]);
    // As after the lease: they no longer know of each other.
    aheadMs = 60_000;
    await eventually(() => expect([one.of('ip'), two.of('ip')]).toEqual([2, 2]), SOON);
    await server.start();
    await eventually(() => expect([one.of('ip'), two.of('ip')]).toEqual([4, 4]));
  });

  it('are shared under keyed hashes only', async () => {
    const listener = redis.open('listener');
    await eventually(() => listener.ping());
    const heard: string[] = [];
    await listener.subscribe('connections', (text) => heard.push(text));
    const node = aNode();
    node.add('address:203.0.113.7');
    await eventually(() => expect(heard.join()).toMatch(/\["[0-9a-f]{32}",1\]/), SOON);
    expect(heard.join()).not.toContain('203.0.113.7');
  });
});
