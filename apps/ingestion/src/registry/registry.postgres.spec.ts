import { SeedAccount, WorkerUnitOfWork } from '@yipii/persistence';
import { WorkerDatabase, openPool } from '@yipii/platform';
import { FakeClock, createMigratedDatabase, type TestDatabase } from '@yipii/testing';
import { PostgresDeviceRegistry } from './device-registry.postgres';
import { NoteUnregistered } from './note-unregistered';
import { PostgresUnregisteredDevices } from './unregistered-devices.postgres';

describe('the registry in PostgreSQL', () => {
  let database: TestDatabase;
  let worker: WorkerDatabase;
  /** As the service. */
  let ingestion: WorkerDatabase;

  beforeAll(async () => {
    database = await createMigratedDatabase();
    worker = new WorkerDatabase(openPool(database.url, 'yipii_worker', 2));
    ingestion = new WorkerDatabase(openPool(database.url, 'yipii_ingestion', 2));
  });

  afterAll(async () => {
    await Promise.all([worker.pool.end(), ingestion.pool.end()]);
    await database.drop();
  });

  it('finds a device with its account and the assets that it was on', async () => {
    const truck = { name: 'Truck', uniqueId: '350000000000001', protocol: 'teltonika' };
    const seed = new SeedAccount(new WorkerUnitOfWork(worker));
    const { assets } = await seed.run({ key: 'acme', name: 'Acme', assets: [truck] });
    const sut = new PostgresDeviceRegistry(ingestion);
    expect(await sut.find('350000000000001')).toEqual({
      deviceId: assets[0]?.deviceId,
      accountId: expect.any(Number) as number,
      accountKey: 'acme',
      protocol: 'teltonika',
      allowedNetworks: null,
      secretHash: null,
      ...{ timeZone: null, clockOffsetMs: 0, speedUnit: null },
      assignments: [
        {
          assetId: assets[0]?.assetId,
          assetName: 'Truck',
          from: 0,
          to: null,
          odometerOffsetKm: 0,
          movingFromKmh: 5,
        },
      ],
      parts: ['device', 'account', 'asset', 'assignment'].map((kind) => ({
        kind,
        id: expect.any(Number) as number,
        version: expect.any(Number) as number,
      })),
    });
    expect(await sut.find('350000000000002')).toBeNull();
  });

  it('returns the settings of a device and its asset', async () => {
    await worker.pool.query(`
      UPDATE device SET time_zone = 'Europe/Vilnius', clock_offset_seconds = 90, speed_unit = 'm/s';
      UPDATE asset SET odometer_offset_km = 1200.5, moving_from_kmh = 2`);
    expect(await new PostgresDeviceRegistry(ingestion).find('350000000000001')).toMatchObject({
      ...{ timeZone: 'Europe/Vilnius', clockOffsetMs: 90_000, speedUnit: 'm/s' },
      assignments: [{ odometerOffsetKm: 1200.5, movingFromKmh: 2 }],
    });
  });

  it('counts devices that are not registered', async () => {
    const clock = new FakeClock();
    const sut = new NoteUnregistered(new PostgresUnregisteredDevices(ingestion), clock);
    const first = clock.now();
    sut.run('x', 'teltonika', 2);
    await sut.flush();
    clock.advance(5_000);
    sut.run('x', 'teltonika', 3);
    sut.run('y', 'osmand');
    await sut.flush();
    const { rows } = await worker.pool.query(
      'SELECT unique_id, protocol, first_seen, last_seen, records::int FROM unregistered_device ORDER BY unique_id',
    );
    const [start, end] = [new Date(first), new Date(first + 5_000)];
    expect(rows).toEqual([
      { unique_id: 'x', protocol: 'teltonika', first_seen: start, last_seen: end, records: 5 },
      { unique_id: 'y', protocol: 'osmand', first_seen: end, last_seen: end, records: 0 },
    ]);
    const told = await worker.pool.query(
      `SELECT type, data, occurred_at FROM event ORDER BY data->>'uniqueId'`,
    );
    expect(told.rows).toEqual([
      { type: 'device.first_seen', data: { uniqueId: 'x', protocol: 'teltonika' }, occurred_at: start },
      { type: 'device.first_seen', data: { uniqueId: 'y', protocol: 'osmand' }, occurred_at: end },
    ]);
  });

  it('forgets unregistered devices that were not seen for a month, and all but the last 10,000', async () => {
    const { pool } = worker;
    await pool.query(`
      DELETE FROM unregistered_device;
      INSERT INTO unregistered_device (unique_id, protocol, first_seen, last_seen)
      SELECT 'new' || n, 'osmand', now(), now() - make_interval(secs => n) FROM generate_series(1, 10001) n;
      INSERT INTO unregistered_device (unique_id, protocol, first_seen, last_seen)
      VALUES ('old', 'osmand', now(), now() - interval '31 days')`);
    await new PostgresUnregisteredDevices(ingestion).trim();
    const { rows } = await pool.query<{ left: number; last: boolean; old: boolean }>(`
      SELECT count(*)::int AS left, bool_or(unique_id = 'new10000') AS last,
        bool_or(unique_id IN ('new10001', 'old')) AS old FROM unregistered_device`);
    expect(rows).toEqual([{ left: 10_000, last: true, old: false }]);
  });
});
