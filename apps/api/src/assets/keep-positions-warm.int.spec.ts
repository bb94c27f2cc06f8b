import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { migrate } from '@yipii/persistence';
import { RedisLastPositions, WarmPositions } from '@yipii/live';
import {
  Health,
  Lifecycle,
  RedisConnections,
  WorkerDatabase,
  openPool,
  type RedisClient,
} from '@yipii/platform';
import {
  createTestDatabase,
  eventually,
  startPrivateServer,
  type Server,
  type TestDatabase,
} from '@yipii/testing';
import { aVan } from '../api.testing';
import { KeepPositionsWarm } from './keep-positions-warm';

/** More than are read at once. */
const ASSETS = 1_500;
const ACCOUNT = 7;

describe('last positions in Redis', () => {
  const lifecycle = new Lifecycle();
  let server: Server;
  let database: TestDatabase;
  let worker: WorkerDatabase;
  let redis: RedisClient;

  beforeAll(async () => {
    [server, database] = await Promise.all([
      startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-'))),
      createTestDatabase(),
    ]);
    await migrate(database.url);
    worker = new WorkerDatabase(openPool(database.url, 'yipii_worker', 2));
    redis = new RedisConnections(createClient, server, new Health(), lifecycle).open('positions');
    await eventually(() => expect(redis.isReady).toBe(true));
  }, 60_000);
  afterAll(async () => {
    await lifecycle.stop();
    await worker.pool.end();
    await Promise.all([server.stop(), database.drop()]);
  });

  it('are restored from the database when Redis has lost them, but for newer ones', async () => {
    for (let assetId = 1; assetId <= ASSETS; assetId++) await store(worker, assetId);
    const positions = new RedisLastPositions(redis);
    new KeepPositionsWarm(new WarmPositions(worker, positions), lifecycle).onApplicationBootstrap();
    const all = async (): Promise<Map<number, number>> => {
      const found = new Map<number, number>();
      for await (const chunk of positions.ofAccount(ACCOUNT))
        for (const { assetId, seq } of chunk) found.set(assetId, seq);
      return found;
    };
    await eventually(async () => expect((await all()).size).toBe(ASSETS), { timeoutMs: 10_000 });

    await redis.flushAll();
    await positions.put(ACCOUNT, [{ assetId: 1, seq: 50, json: JSON.stringify(aVan(1, 50)) }]);
    await eventually(async () => expect((await all()).size).toBe(ASSETS), { timeoutMs: 10_000 });
    expect((await all()).get(1)).toBe(50);
    const [second] = await positions.ofAssets(ACCOUNT, [2]);
    expect(JSON.parse(second?.json ?? '')).toEqual(aVan(2, 3));
  }, 60_000);
});

async function store({ pool }: WorkerDatabase, assetId: number): Promise<void> {
  await pool.query(
    'INSERT INTO asset_state (asset_id, account_id, part, seq, state, location) VALUES ($1, $2, 0, 3, $3, $4)',
    [assetId, ACCOUNT, {}, aVan(assetId, 3)],
  );
}
