import { Global, Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  createTestDatabase,
  eventually,
  openTcpProxy,
  type TcpProxy,
  type TestDatabase,
} from '@yipii/testing';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { isMigrated, migrate } from './migrate';
import { PersistenceModule } from './persistence.module';

class Settings {
  static url = '';
  static migrateOnStart = true;
  readonly url = Settings.url;
  readonly poolSize = 2;
  readonly migrateOnStart = Settings.migrateOnStart;
}

class Health {
  problem: () => string | null = () => 'not registered';
  register(_name: string, check: () => string | null): void {
    this.problem = check;
  }
}

class Lifecycle {
  isStopping = false;
  stop: () => Promise<void> = () => Promise.resolve();
  onStop(_phase: 'close', _name: string, stop: () => Promise<void>): void {
    this.stop = stop;
  }
}

class Worker {
  constructor(readonly pool: Pool) {}
}

class App {
  constructor(readonly pool: Pool) {}
}

const health = new Health();
const lifecycle = new Lifecycle();

@Global()
@Module({
  providers: [
    { provide: Settings, useFactory: () => new Settings() },
    { provide: Health, useValue: health },
    { provide: Lifecycle, useValue: lifecycle },
  ],
  exports: [Settings, Health, Lifecycle],
})
class Process {}

const parts = {
  openPool: (connectionString: string, role: string, max: number) => {
    const pool = new Pool({ connectionString, options: `-c role=${role}`, max });
    pool.on('error', () => undefined);
    return pool;
  },
  config: Settings,
  health: Health,
  lifecycle: Lifecycle,
  worker: Worker,
  app: App,
};

describe('PersistenceModule', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    database = await createTestDatabase();
    const url = new URL(database.url);
    proxy = await openTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    Settings.url = url.toString();
    Settings.migrateOnStart = true;
    lifecycle.isStopping = false;
  });
  afterEach(async () => {
    await lifecycle.stop();
    lifecycle.stop = () => Promise.resolve();
    await proxy.close();
    await database.drop();
  });

  const start = (): Promise<TestingModule> =>
    Test.createTestingModule({ imports: [Process, PersistenceModule.on(parts)] }).compile();

  it('migrates and gives each database the role of its name', async () => {
    const module = await start();
    for (const [database, role] of [
      [module.get(Worker).pool, 'yipii_worker'],
      [module.get(App).pool, 'yipii_app'],
    ] as const) {
      expect((await database.query('SELECT current_user AS role')).rows).toEqual([{ role }]);
    }
    expect(await module.get(DataSource).query('SELECT current_user AS role')).toEqual([
      { role: 'yipii_app' },
    ]);
    expect(health.problem()).toBeNull();
  });

  it('waits for a database that is not there yet, with red health', async () => {
    proxy.cut();
    const starting = start();
    await eventually(() => expect(health.problem()).toMatch(/terminated|ECONN|refused/));
    proxy.restore();
    await starting;
    expect(health.problem()).toBeNull();
    await expect(isMigrated(database.url)).resolves.toBe(true);
  });

  it('stops waiting when the process is to stop', async () => {
    proxy.cut();
    const starting = start();
    await eventually(() => expect(health.problem()).toMatch(/terminated|ECONN|refused/));
    lifecycle.isStopping = true;
    await expect(starting).rejects.toThrow('stopped while waiting');
  });

  it('waits until somebody else migrated where it must not', async () => {
    Settings.migrateOnStart = false;
    const starting = start();
    await eventually(() => expect(health.problem()).toBe('its schema is not up to date'));
    await migrate(database.url);
    await starting;
    expect(health.problem()).toBeNull();
  });

  it('is red while the database is away later, and green again by itself', async () => {
    const module = await start();
    proxy.cut();
    await eventually(() => expect(health.problem()).not.toBeNull());
    proxy.restore();
    await eventually(() => expect(health.problem()).toBeNull());
    await expect(module.get(App).pool.query('SELECT 1')).resolves.toBeDefined();
  });
});
