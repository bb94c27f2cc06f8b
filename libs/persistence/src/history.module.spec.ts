import { randomUUID } from 'node:crypto';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DatabaseConfig, Health, HistoryDatabase, Lifecycle, WorkerDatabase } from '@yipii/platform';
import {
  createTestDatabase,
  eventually,
  openTcpProxy,
  type TcpProxy,
  type TestDatabase,
} from '@yipii/testing';
import { Pool } from 'pg';
import { HistoryModule } from './history.module';
import { isMigrated, migrate } from './migrate';
import { PersistenceModule } from './persistence.module';
import { TrackRepository } from './repositories/track-repository';
import { readInAccount } from './unit-of-work/read-in-account';

@Global()
@Module({})
class Process {
  static with(settings: Partial<DatabaseConfig>): DynamicModule {
    const config = { poolSize: 2, timeoutMs: 2_000, migrateOnStart: true, ...settings };
    const providers = [{ provide: DatabaseConfig, useValue: config }, Health, Lifecycle];
    return { module: Process, providers, exports: providers };
  }
}

describe('HistoryModule', () => {
  let main: TestDatabase;
  let own: TestDatabase;
  let proxy: TcpProxy;
  /** Of the database `own`, behind a network that can fail. */
  let historyUrl: string;
  let lifecycle: Lifecycle | undefined;

  beforeEach(async () => {
    [main, own] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const url = new URL(own.url);
    proxy = await openTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    historyUrl = url.toString();
  });
  afterEach(async () => {
    await lifecycle?.stop();
    await proxy.close();
    await Promise.all([main.drop(), own.drop()]);
  });

  it('gives the database of everything else unless history has one of its own', async () => {
    const process = await start({});
    const { worker } = process.get(HistoryDatabase);
    expect(worker).toBe(process.get(WorkerDatabase).pool);
    await store(worker);
    expect(await countPositions(main)).toBe(1);
  });

  it('sets the other one up, where positions then are written and read, an account at a time', async () => {
    const { worker, app } = (await start({ historyUrl })).get(HistoryDatabase);
    await eventually(async () => expect(await isMigrated(own.url)).toBe(true));
    await store(worker);
    expect([await countPositions(main), await countPositions(own)]).toEqual([0, 1]);
    const van = { id: 7, name: 'Van 7' };
    const track = (accountId: number) =>
      readInAccount(app, { accountId, assets: null }, (sql) =>
        new TrackRepository().positions(sql, van, { limit: 9 }),
      );
    expect((await track(1)).items).toMatchObject([{ assetId: 7, name: 'Van 7' }]);
    expect((await track(2)).items).toEqual([]);
  });

  it('keeps no process from starting or being healthy while it is away', async () => {
    proxy.cut();
    const process = await start({ historyUrl });
    const { worker } = process.get(HistoryDatabase);
    expect(process.get(Health).problems()).toEqual({});
    await expect(store(worker)).rejects.toThrow();
    proxy.restore();
    await eventually(async () => expect(await isMigrated(own.url)).toBe(true));
    await store(worker);
    expect(await countPositions(own)).toBe(1);
  });

  it('leaves it to others to set it up where this process must not', async () => {
    await migrate(main.url);
    const process = await start({ historyUrl, migrateOnStart: false });
    await expect(store(process.get(HistoryDatabase).worker)).rejects.toThrow();
    expect(await isMigrated(own.url)).toBe(false);
    await migrate(own.url);
    await store(process.get(HistoryDatabase).worker);
  });

  async function start(settings: Partial<DatabaseConfig>): Promise<TestingModule> {
    const imports = [Process.with({ url: main.url, ...settings }), PersistenceModule, HistoryModule];
    const module = await Test.createTestingModule({ imports }).compile();
    lifecycle = module.get(Lifecycle);
    return module;
  }
});

async function store(worker: Pool): Promise<void> {
  await worker.query(
    `INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, seq, valid, lat, lng,
       status, protocol, attributes)
     VALUES (1, 7, 70, $1, now(), now(), 1, true, 57.7, 11.97, 'moving', 'teltonika', '{}')`,
    [randomUUID()],
  );
}

async function countPositions({ url }: TestDatabase): Promise<number> {
  const pool = new Pool({ connectionString: url });
  const { rows } = await pool.query<{ count: number }>('SELECT count(*)::int FROM position');
  await pool.end();
  return rows[0]?.count ?? 0;
}
