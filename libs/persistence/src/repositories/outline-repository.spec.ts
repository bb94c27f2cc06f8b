import { migrationDataSource } from '../data-source';
import { MakeOutlines } from '../make-outlines';
import { AddTrackOutlines1764540000000 } from '../migrations/1764540000000-add-track-outlines';
import { PackHistory1764900900000 } from '../migrations/1764900900000-pack-history';
import { packAll } from '../packed/packing.testing';
import { PersistenceUnderTest } from '../persistence.testing';
import { ensurePositionPartitions } from '../position-partitions';
import { readInAccount } from '../unit-of-work/read-in-account';
import { OutlineRepository } from './outline-repository';
import { POINTS_PER_DAY } from './thin-day';
import type { TrackPeriod } from './track-spans';

const VAN = 7;
const DAY = 86_400_000;
const FIRST = Date.UTC(2026, 5, 1);
const SECOND = FIRST + DAY;
/** All days are over. */
const LATER = Date.UTC(2100, 0, 1);

describe.each(['as rows', 'packed'] as const)('the outline of a track, %s', (form) => {
  let sut: PersistenceUnderTest;
  let maker: MakeOutlines;

  beforeAll(async () => {
    sut = await PersistenceUnderTest.start();
    maker = new MakeOutlines({ pool: sut.worker });
    await ensurePositionPartitions(sut.worker, new Date(FIRST), new Date(SECOND));
  });
  beforeEach(() => forget('track_outline'));
  afterAll(() => sut.stop());

  /** Positions a second apart. */
  const drive = (
    from: number,
    { count = 3, lat = 57 } = {},
    sql = sut.worker as Pick<typeof sut.worker, 'query'>,
  ) =>
    sql.query(
      `INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, seq, valid, lat, lng,
         speed, status, protocol, attributes)
       SELECT 1, ${VAN}, 70, gen_random_uuid(), $1::timestamptz + n * interval '1 second', now(), n, true,
         $2 + sin(n / 50.0), 11, 50, 'moving', 'teltonika', '{}' FROM generate_series(0, $3 - 1) AS n`,
      [new Date(from), lat, count],
    );
  const makeAll = async (keptFrom = 0): Promise<number> => {
    let made = 0;
    while (await maker.makeNext(LATER, keptFrom)) made += 1;
    if (form === 'packed') await packAll(sut.worker, keptFrom);
    return made;
  };
  const read = async (period: TrackPeriod = {}, accountId = 1) => {
    const points = await readInAccount(sut.app, { accountId, assets: null }, (sql) =>
      new OutlineRepository().read(sql, VAN, period),
    );
    return points.map(({ at }) => at);
  };
  const moments = (from: number, count = 3) => Array.from({ length: count }, (_, n) => from + n * 1_000);
  const forget = async (...others: readonly string[]) => {
    for (const table of ['position', 'packed_positions', ...others])
      await sut.worker.query(`DELETE FROM ${table}`);
  };

  it('is read from history until it is made, and from what is kept from then on', async () => {
    await drive(FIRST);
    await drive(SECOND);
    const all = [...moments(FIRST), ...moments(SECOND)];
    expect(await read()).toEqual(all);
    expect(await makeAll()).toBe(2);
    await forget();
    expect(await read()).toEqual(all);
    expect(await read({ from: SECOND })).toEqual(moments(SECOND));
    expect(await read({}, 2)).toEqual([]);
  });

  it('has a thousand points a day', async () => {
    await drive(FIRST, { count: 25_000 });
    expect(await read()).toHaveLength(POINTS_PER_DAY);
    await makeAll();
    await forget();
    expect(await read()).toHaveLength(POINTS_PER_DAY);
  });

  it('of a part of a day is what history has of it', async () => {
    await drive(FIRST);
    await makeAll();
    expect(await read({ from: FIRST + 1_000, to: FIRST + 2_000 })).toEqual([FIRST + 1_000]);
  });

  it('is made again after a late record, which is in it at once', async () => {
    await drive(FIRST);
    await makeAll();
    await drive(FIRST + 3_000);
    expect(await read()).toEqual(moments(FIRST, 6));
    expect(await makeAll()).toBe(1);
    await forget();
    expect(await read()).toEqual(moments(FIRST, 6));
  });

  it('is not due before its day is over, nor before late records have had a minute to come', async () => {
    await drive(FIRST);
    expect(await maker.makeNext(Date.now(), 0)).toBe(false);
    expect(await maker.makeNext(Date.now() + 61_000, 0)).toBe(true);
    const today = Date.now() - (Date.now() % DAY);
    await drive(today);
    expect(await maker.makeNext(today + DAY, 0)).toBe(false);
    expect(await maker.makeNext(today + DAY + 2 * 3_600_000, 0)).toBe(true);
  });

  it('misses no record that is being written while it is made', async () => {
    await drive(FIRST);
    const writer = await sut.worker.connect();
    await writer.query('BEGIN');
    await drive(FIRST + 3_000, {}, writer);
    expect(await makeAll()).toBe(0);
    await writer.query('COMMIT');
    writer.release();
    expect(await makeAll()).toBe(1);
    await forget();
    expect(await read()).toEqual(moments(FIRST, 6));
  });

  it('is not kept of days before the retention, whose strays are read from history as long as they are there', async () => {
    const stray = Date.UTC(1999, 0, 1);
    await drive(stray);
    await drive(FIRST);
    expect(await makeAll(FIRST)).toBe(2);
    expect(await read()).toEqual([...moments(stray), ...moments(FIRST)]);
    await maker.dropBefore(FIRST);
    expect(await read({ to: FIRST })).toEqual(moments(stray));
    await forget();
    expect(await read()).toEqual(moments(FIRST));
    await maker.dropBefore(FIRST);
    const { rowCount } = await sut.worker.query('SELECT FROM track_outline');
    expect(rowCount).toBe(1);
  });

  it('is due for the days that were there before there were outlines', async () => {
    const owner = await migrationDataSource(sut.url).initialize();
    const runner = owner.createQueryRunner();
    const migrations = [new AddTrackOutlines1764540000000(), new PackHistory1764900900000()];
    for (const migration of migrations.toReversed()) await migration.down(runner);
    const stray = Date.UTC(1999, 0, 1);
    for (const day of [stray, FIRST, SECOND]) await drive(day);
    for (const migration of migrations) await migration.up(runner);
    await runner.release();
    await owner.destroy();
    const all = [stray, FIRST, SECOND].flatMap((day) => moments(day));
    expect(await read()).toEqual(all);
    expect(await makeAll()).toBe(2);
    await sut.worker.query('DELETE FROM position WHERE fix_time >= $1', [new Date(FIRST)]);
    await sut.worker.query('DELETE FROM packed_positions WHERE first_fix >= $1', [new Date(FIRST)]);
    expect(await read()).toEqual(all);
  });
});
