import { migrate } from '@yipii/persistence';
import { WorkerDatabase, openPool } from '@yipii/platform';
import { createTestDatabase, type TestDatabase } from '@yipii/testing';
import { UnstorableRecords } from './history.ports';
import { PostgresHistory } from './history.postgres';
import { aPositionEnriched } from './scenario';

const NOW = Date.UTC(2026, 5, 1, 13);
const DAY_MS = 86_400_000;

describe('history in PostgreSQL', () => {
  let database: TestDatabase;
  let worker: WorkerDatabase;
  let sut: PostgresHistory;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    worker = new WorkerDatabase(openPool(database.url, 'yipii_worker', 2));
    sut = new PostgresHistory(worker);
    await sut.tidy(NOW, NOW - 60 * DAY_MS);
  });

  afterAll(async () => {
    await worker.pool.end();
    await database.drop();
  });

  const rows = async (sql: string): Promise<unknown[]> => (await worker.pool.query(sql)).rows as unknown[];

  it('keeps every field of a record', async () => {
    await sut.insert([aPositionEnriched()]);
    expect(await rows('SELECT * FROM position WHERE asset_id = 7')).toEqual([
      expect.objectContaining({
        account_id: '1',
        device_id: '70',
        fix_time: new Date('2026-06-01T12:00:00.000Z'),
        received_at: new Date('2026-06-01T12:00:01.000Z'),
        valid: true,
        unstreamed: null,
        lat: 57.7,
        lng: 11.97,
        speed: 50.5,
        satellites: 11,
        status: 'moving',
        ignition: true,
        odometer_km: 120_345.6,
        protocol: 'teltonika',
        address: null,
        attributes: { externalVoltage: 13.9, driverId: 'quote " and \\ backslash' },
      }),
    ]);
  });

  it('ignores a record that is there already', async () => {
    const record = aPositionEnriched({ assetId: 8 });
    await sut.insert([record, record]);
    await sut.insert([record, aPositionEnriched({ assetId: 8 })]);
    expect(await rows('SELECT count(*)::int AS n FROM position WHERE asset_id = 8')).toEqual([{ n: 2 }]);
  });

  it('gives the number of the stream to streamed records only', async () => {
    await sut.insert([aPositionEnriched({ assetId: 9, lat: null, lng: null }, { unstreamed: 'no_fix' })]);
    expect(await rows('SELECT seq, unstreamed, lat FROM position WHERE asset_id = 9')).toEqual([
      { seq: null, unstreamed: 'no_fix', lat: null },
    ]);
  });

  it.each([
    ['a day of the retention, made when it is needed', '2026-05-03T23:59:59.999Z', 'position_20260503'],
    ['tomorrow, made ahead', '2026-06-02T00:00:00.000Z', 'position_20260602'],
    ['1970', '1970-01-01T00:00:00.000Z', 'position_default'],
    ['next year', '2027-06-01T00:00:00.000Z', 'position_default'],
    ['the last day of four digits', '9999-12-31T23:59:59.999Z', 'position_default'],
  ])('puts a fix of %s where it belongs', async (_, timestamp, table) => {
    await sut.insert([aPositionEnriched({ assetId: 10, timestamp })]);
    expect(
      await rows(`SELECT tableoid::regclass::text AS table FROM position WHERE fix_time = '${timestamp}'`),
    ).toEqual([{ table }]);
  });

  it('says so when a value fits nowhere, and stores nothing of that insert', async () => {
    const bad = aPositionEnriched({ assetId: 11, timestamp: '+275760-09-13T00:00:00.000Z' });
    await expect(sut.insert([aPositionEnriched({ assetId: 11 }), bad])).rejects.toThrow(UnstorableRecords);
    expect(await rows('SELECT FROM position WHERE asset_id = 11')).toEqual([]);
  });

  it('holds what a hostile device may report', async () => {
    await sut.insert([
      aPositionEnriched({ assetId: 12, altitude: 1e300, satellites: 99_999.5, speed: -1e-50 }),
    ]);
    expect(await rows('SELECT altitude, satellites FROM position WHERE asset_id = 12')).toEqual([
      { altitude: null, satellites: null },
    ]);
  });

  it('lets go of the days before the retention', async () => {
    await sut.insert([aPositionEnriched({ assetId: 14, timestamp: '2026-05-10T00:00:00.000Z' })]);
    const later = new PostgresHistory(worker);
    await later.tidy(NOW, Date.UTC(2026, 4, 20));
    expect(
      await rows(
        "SELECT to_regclass('position_20260510') AS gone, to_regclass('position_20260601') IS NOT NULL AS kept",
      ),
    ).toEqual([{ gone: null, kept: true }]);
  });
});
