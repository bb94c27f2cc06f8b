import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { AppDatabase, DatabaseConfig, Health, Lifecycle, WorkerDatabase } from '@yipii/platform';
import {
  createTestDatabase,
  eventually,
  openTcpProxy,
  type TcpProxy,
  type TestDatabase,
} from '@yipii/testing';
import { DataSource } from 'typeorm';
import { isMigrated, migrate } from './migrate';
import { PersistenceModule } from './persistence.module';

let settings: Pick<DatabaseConfig, 'url' | 'poolSize' | 'timeoutMs' | 'migrateOnStart'>;
let health: Health;
let lifecycle: Lifecycle;

@Global()
@Module({
  providers: [
    { provide: DatabaseConfig, useFactory: () => settings },
    { provide: Health, useFactory: () => health },
    { provide: Lifecycle, useFactory: () => lifecycle },
  ],
  exports: [DatabaseConfig, Health, Lifecycle],
})
class Process {}

describe('PersistenceModule', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;

  beforeEach(async () => {
    database = await createTestDatabase();
    const url = new URL(database.url);
    proxy = await openTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    settings = { url: url.toString(), poolSize: 2, timeoutMs: 2_000, migrateOnStart: true };
    [health, lifecycle] = [new Health(), new Lifecycle()];
  });
  afterEach(async () => {
    await lifecycle.stop();
    await proxy.close();
    await database.drop();
  });

  const problem = (): string | null | undefined => health.problems().database ?? null;
  const start = (): Promise<TestingModule> =>
    Test.createTestingModule({ imports: [Process, PersistenceModule] }).compile();

  it('migrates and gives each database the role of its name', async () => {
    const module = await start();
    for (const [database, role] of [
      [module.get(WorkerDatabase).pool, 'yipii_worker'],
      [module.get(AppDatabase).pool, 'yipii_app'],
    ] as const) {
      expect((await database.query('SELECT current_user AS role')).rows).toEqual([{ role }]);
    }
    expect(await module.get(DataSource).query('SELECT current_user AS role')).toEqual([
      { role: 'yipii_app' },
    ]);
    expect(problem()).toBeNull();
  });

  it('waits for a database that is not there yet, with red health', async () => {
    proxy.cut();
    const starting = start();
    await eventually(() => expect(problem()).toMatch(/terminated|ECONN|refused/));
    proxy.restore();
    await starting;
    expect(problem()).toBeNull();
    await expect(isMigrated(database.url)).resolves.toBe(true);
  });

  it('stops waiting when the process is to stop', async () => {
    proxy.cut();
    const starting = start();
    await eventually(() => expect(problem()).toMatch(/terminated|ECONN|refused/));
    await lifecycle.stop();
    await expect(starting).rejects.toThrow('stopped while waiting');
  });

  it('waits until somebody else migrated where it must not', async () => {
    settings = { ...settings, migrateOnStart: false };
    const starting = start();
    await eventually(() => expect(problem()).toBe('its schema is not up to date'));
    await migrate(database.url);
    await starting;
    expect(problem()).toBeNull();
  });

  it('is red while the database is away later, and green again by itself', async () => {
    const module = await start();
    proxy.cut();
    await eventually(() => expect(problem()).not.toBeNull());
    proxy.restore();
    await eventually(() => expect(problem()).toBeNull());
    await expect(module.get(AppDatabase).pool.query('SELECT 1')).resolves.toBeDefined();
  });
});
