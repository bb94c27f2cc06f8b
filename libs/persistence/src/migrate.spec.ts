import { randomUUID } from 'node:crypto';
import { createTestDatabase, eventually, openTcpProxy, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { migrationDataSource } from './data-source';
import { isMigrated, migrate } from './migrate';
import { MIGRATIONS } from './migrations/all';
import { ensurePositionPartitions } from './position-partitions';
import { SeedAccount } from './seed-account';
import { WorkerUnitOfWork } from './unit-of-work/worker-unit-of-work';

describe('the schema', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it('comes up from nothing, once, and says whether it is there', async () => {
    await expect(isMigrated(database.url)).resolves.toBe(false);
    await expect(migrate(database.url)).resolves.toEqual(MIGRATIONS.map(({ name }) => name));
    await expect(isMigrated(database.url)).resolves.toBe(true);
    await expect(migrate(database.url)).resolves.toEqual([]);
  });

  it('is migrated by exactly one of four replicas that start together', async () => {
    const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url)));
    expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
  });

  it('fails, and the process lives on, where the connection breaks while it waits for another replica', async () => {
    const other = new Pool({ connectionString: database.url, max: 1 });
    await other.query('SELECT pg_advisory_lock(7426001)');
    const url = new URL(database.url);
    const proxy = await openTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    const migrated = expect(migrate(url.toString())).rejects.toThrow(/reset|terminated/);
    const waiting =
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
    await eventually(async () => expect((await other.query(waiting)).rowCount).toBe(1));
    proxy.cut();
    await migrated;
    await Promise.all([proxy.close(), other.end()]);
  });

  it('needs no superuser where the two roles are there', async () => {
    await migrate(database.url);
    const owner = `owner_${randomUUID().slice(0, 8)}`;
    const superuser = new Pool({ connectionString: database.url });
    await superuser.query(`CREATE ROLE ${owner} LOGIN PASSWORD 'x'; GRANT yipii_app, yipii_worker TO ${owner};
      DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION ${owner}`);
    const url = new URL(database.url);
    url.username = owner;
    url.password = 'x';
    await migrate(url.toString());

    const worker = new Pool({ connectionString: url.toString(), options: '-c role=yipii_worker' });
    await new SeedAccount(new WorkerUnitOfWork({ pool: worker })).run({
      key: 'alpha',
      name: 'Alpha',
      assets: [{ name: 'Van', uniqueId: 'z1', protocol: 'teltonika' }],
    });
    await ensurePositionPartitions(worker, new Date(), new Date());
    expect((await worker.query('SELECT FROM asset')).rowCount).toBe(1);
    const asOwner = new Pool({ connectionString: url.toString() });
    expect((await asOwner.query('SELECT FROM asset')).rowCount).toBe(0);

    await Promise.all([worker.end(), asOwner.end()]);
    await superuser.query(`DROP OWNED BY ${owner} CASCADE; DROP ROLE ${owner}`);
    await superuser.end();
  });

  it('goes down again and up once more', async () => {
    await migrate(database.url);
    const dataSource = await migrationDataSource(database.url).initialize();
    const runner = dataSource.createQueryRunner();
    for (const Migration of MIGRATIONS.toReversed()) await new Migration().down(runner);
    for (const Migration of MIGRATIONS) await new Migration().up(runner);
    await runner.release();
    await dataSource.destroy();
  });
});
