import { readInAccount, TrackRepository } from '@yipii/persistence';
import { HistoryDatabase, WorkerDatabase, openPool } from '@yipii/platform';
import { createMigratedDatabase, type TestDatabase } from '@yipii/testing';
import type { Pool } from 'pg';
import { UnstorableRecords } from './history.ports';
import { PostgresHistory } from './history.postgres';
import { PostgresJourneys } from './journeys.postgres';
import { aPositionEnriched } from './scenario';

const NOW = Date.UTC(2026, 5, 1, 13);
const DAY_MS = 86_400_000;

describe('history in PostgreSQL', () => {
  let database: TestDatabase;
  let worker: WorkerDatabase;
  /** As the service. */
  let enrichment: Pool;
  let app: Pool;
  let sut: PostgresHistory;

  beforeAll(async () => {
    database = await createMigratedDatabase();
    worker = new WorkerDatabase(openPool(database.url, 'yipii_worker', 4));
    enrichment = openPool(database.url, 'yipii_enrichment', 4);
    app = openPool(database.url, 'yipii_app', 1);
    sut = aReplica();
    await sut.tidy(NOW, asRows(NOW - 60 * DAY_MS));
  });

  afterAll(async () => {
    await Promise.all([worker.pool.end(), enrichment.end(), app.end()]);
    await database.drop();
  });

  /** All that is kept from `keptFrom` on. */
  const asRows = (keptFrom: number) => ({ keptFrom, rowsFrom: keptFrom });

  /** A process that writes history. */
  const aReplica = () => new PostgresHistory(new HistoryDatabase(enrichment, app));

  const rows = async (sql: string): Promise<unknown[]> => (await worker.pool.query(sql)).rows as unknown[];

  it('keeps every field of a record, and the track of the asset has them again', async () => {
    const address = {
      street: 'Ekgatan 1',
      town: 'Göteborg',
      postcode: null,
      country: 'SE',
      formatted: 'Ekgatan 1',
    };
    const record = aPositionEnriched({ accuracy: 4.5, address });
    await sut.insert([record]);
    const track = await readInAccount(app, { accountId: 1, assets: null }, (sql) =>
      new TrackRepository().positions(sql, { id: 7, name: 'Truck 7' }, { limit: 1 }),
    );
    expect(track.items).toEqual([record.event.location]);
    expect(await rows('SELECT * FROM position WHERE asset_id = 7')).toMatchObject([
      {
        account_id: '1',
        device_id: '70',
        event_id: record.id,
        valid: true,
        unstreamed: null,
        protocol: 'teltonika',
      },
    ]);
  });

  it('ignores a record that is there already', async () => {
    const record = aPositionEnriched({ assetId: 8 });
    await sut.insert([record, record]);
    await sut.insert([record, aPositionEnriched({ assetId: 8 })]);
    expect(await rows('SELECT count(*)::int AS n FROM position WHERE asset_id = 8')).toEqual([{ n: 2 }]);
  });

  it('stores a stream number for streamed records only', async () => {
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

  it('reports a value that no column can store, and stores nothing of that insert', async () => {
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

  it.each([
    ['a zero character in an attribute', { attributes: { note: 'a\u0000b' } }, {}, {}],
    ['half a character in an attribute', { attributes: { note: '\ud800' } }, {}, {}],
    ['a zero character in a name of a protocol', {}, { protocol: 'tel\u0000' }, {}],
    ['a time that is none', { timestamp: 'long ago' }, {}, {}],
    ['an id that is none', {}, {}, { id: 'x' }],
  ])('can not store %s, and says so', async (_, location, event, context) => {
    const bad = { ...aPositionEnriched({ assetId: 15, ...location }, event), ...context };
    await expect(sut.insert([bad])).rejects.toThrow(UnstorableRecords);
    expect(await rows('SELECT FROM position WHERE asset_id = 15')).toEqual([]);
  });

  it('does not blame the records for a database that is not ready', async () => {
    const pool = openPool(database.url, 'yipii_nobody' as 'yipii_worker', 1);
    const early = new PostgresHistory(new HistoryDatabase(pool, app));
    await expect(early.insert([aPositionEnriched()])).rejects.toMatchObject({
      message: expect.stringContaining('yipii_nobody') as unknown,
      name: expect.not.stringContaining('Unstorable') as unknown,
    });
    await pool.end();
  });

  it('ignores fields that a newer version has added', async () => {
    const record = aPositionEnriched({ assetId: 16 });
    const location = { ...record.event.location, lane: 2 };
    await sut.insert([
      { ...record, event: { ...record.event, weather: { rain: true }, location } } as typeof record,
    ]);
    expect(await rows('SELECT lat FROM position WHERE asset_id = 16')).toEqual([{ lat: 57.7 }]);
  });

  it('takes a year of buffered history at once: days within the retention, the rest beside them', async () => {
    const year = Array.from({ length: 365 }, (_, day) =>
      aPositionEnriched({ assetId: 17, timestamp: new Date(NOW - day * DAY_MS).toISOString() }),
    );
    const replica = aReplica();
    await replica.tidy(NOW, asRows(NOW - 60 * DAY_MS));
    await Promise.all([sut.insert(year), replica.insert(year)]);
    await sut.insert(year);
    const where = `SELECT count(*)::int AS n, tableoid = 'position_default'::regclass AS beside FROM position
      WHERE asset_id = 17 GROUP BY beside ORDER BY beside`;
    expect(await rows(where)).toEqual([
      { n: 61, beside: false },
      { n: 304, beside: true },
    ]);
  });

  it('keeps records of the default partition for as long after their receipt', async () => {
    const [at, old] = ['1999-01-01T00:00:00.000Z', '1999-01-02T00:00:00.000Z'];
    await sut.insert([
      aPositionEnriched({ assetId: 18, timestamp: at, receivedAt: '2026-05-31T00:00:00.000Z' }),
      aPositionEnriched({ assetId: 18, timestamp: old, receivedAt: '2026-03-31T00:00:00.000Z' }),
    ]);
    await sut.tidy(NOW, asRows(NOW - 60 * DAY_MS));
    expect(await rows('SELECT fix_time FROM position WHERE asset_id = 18')).toEqual([
      { fix_time: new Date(at) },
    ]);
  });

  it('creates partitions for days without writes when their records arrive', async () => {
    const restarted = aReplica();
    await restarted.tidy(NOW + 10 * DAY_MS, asRows(NOW - 50 * DAY_MS));
    await restarted.insert([aPositionEnriched({ assetId: 19, timestamp: '2026-06-07T23:59:59.999Z' })]);
    expect(await rows('SELECT tableoid::regclass::text AS table FROM position WHERE asset_id = 19')).toEqual([
      { table: 'position_20260607' },
    ]);
  });

  it('is tidied by two replicas at once while a third writes', async () => {
    const [one, two, writer] = [aReplica(), aReplica(), aReplica()];
    const midnight = Date.UTC(2026, 6, 1);
    const records = Array.from({ length: 40 }, (_, i) =>
      aPositionEnriched({ assetId: 20, timestamp: new Date(midnight + (i - 20) * 100).toISOString() }),
    );
    const tidy = (replica: PostgresHistory) => replica.tidy(midnight, asRows(midnight - 60 * DAY_MS));
    await Promise.all([tidy(one), tidy(two), ...records.map((record) => writer.insert([record]))]);
    await tidy(one);
    expect(await rows(`SELECT count(*)::int AS n FROM position WHERE asset_id = 20`)).toEqual([{ n: 40 }]);
    const days = `SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = 'position'::regclass
      AND inhrelid::regclass::text BETWEEN 'position_20260701' AND 'position_20260704'`;
    expect(await rows(days)).toEqual([{ n: 4 }]);
  });

  it('does not wait for a dump that locks all tables: the partition is created later and takes over its records', async () => {
    const timestamp = '2026-05-25T12:00:00.000Z';
    const table = 'SELECT tableoid::regclass::text AS table FROM position WHERE asset_id = 21';
    const writer = aReplica();
    await writer.tidy(NOW, asRows(NOW - 60 * DAY_MS));
    await writer.tidy(NOW, asRows(NOW));
    const dump = await worker.pool.connect();
    await dump.query('BEGIN; SELECT FROM position LIMIT 1');
    await writer.tidy(NOW, asRows(NOW - 60 * DAY_MS)).catch(() => undefined);
    await writer.insert([aPositionEnriched({ assetId: 21, timestamp })]);
    expect(await rows(table)).toEqual([{ table: 'position_default' }]);
    await dump.query('COMMIT');
    dump.release();
    await writer.tidy(NOW, asRows(NOW - 60 * DAY_MS));
    await writer.insert([aPositionEnriched({ assetId: 22, timestamp })]);
    expect(await rows(table)).toEqual([{ table: 'position_20260525' }]);
  });

  it('drops the partitions of days before the retention', async () => {
    await sut.insert([aPositionEnriched({ assetId: 14, timestamp: '2026-05-10T00:00:00.000Z' })]);
    const later = aReplica();
    await later.tidy(NOW, asRows(Date.UTC(2026, 4, 20)));
    expect(
      await rows(
        "SELECT to_regclass('position_20260510') AS gone, to_regclass('position_20260601') IS NOT NULL AS kept",
      ),
    ).toEqual([{ gone: null, kept: true }]);
  });

  it('deletes trips and stops that ended before, by two replicas at once, and keeps what lasts', async () => {
    const [before, since] = ['2026-04-01T12:00Z', '2026-04-03T12:00Z'];
    for (const [table, columns] of [
      ['trip', 'start_lat, start_lng, end_lat, end_lng, distance_km, idling_seconds'],
      ['stop', 'lat, lng, idling_seconds'],
    ] as const) {
      const zeros = columns.replaceAll(/\w+/g, '0');
      await worker.pool.query(
        `INSERT INTO ${table} (account_id, asset_id, started_at, ended_at, ${columns})
         SELECT 1, n, '${before}', '${before}', ${zeros} FROM generate_series(1, 12000) AS n
         UNION ALL VALUES (1, 20001, timestamptz '${before}', timestamptz '${since}', ${zeros}), (1, 20002, '${before}', null, ${zeros})`,
      );
    }
    const journeys = new PostgresJourneys(worker);
    const time = Date.UTC(2026, 3, 2);
    await Promise.all([journeys.dropBefore(time), journeys.dropBefore(time)]);
    for (const table of ['trip', 'stop']) {
      expect(await rows(`SELECT asset_id FROM ${table} ORDER BY 1`)).toEqual([
        { asset_id: '20001' },
        { asset_id: '20002' },
      ]);
    }
  });
});
