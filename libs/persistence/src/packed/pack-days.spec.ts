import { openPool } from '@yipii/platform';
import type { Pool } from 'pg';
import { PersistenceUnderTest } from '../persistence.testing';
import { ensurePositionPartitions } from '../position-partitions';
import { readPoints } from '../repositories/read-points';
import { readRows } from '../repositories/read-rows';
import { PackDays } from './pack-days';
import { packAll } from './packing.testing';

const DAY = 86_400_000;
const HOUR = DAY / 24;
const FIRST = Date.UTC(2026, 5, 1);
const ALL = { keptFrom: FIRST, rowsFrom: FIRST + 30 * DAY };
const VAN = { accountId: 1, assetId: 7 };

describe('packing the days of history', () => {
  let sut: PersistenceUnderTest;
  /** As the service. */
  let enrichment: Pool;
  let packs: PackDays;

  beforeAll(async () => {
    sut = await PersistenceUnderTest.start();
    enrichment = openPool(sut.url, 'yipii_enrichment', 4);
    packs = new PackDays({ pool: enrichment });
    await ensurePositionPartitions(sut.worker, new Date(FIRST), new Date(FIRST + DAY));
  });
  beforeEach(() =>
    sut.worker.query('DELETE FROM position; DELETE FROM packed_positions; DELETE FROM track_outline'),
  );
  afterAll(async () => {
    await enrichment.end();
    await sut.stop();
  });

  /** Streamed positions, `everyMs` apart; of the same `series` with the same ids. */
  const drive = (from: number, count: number, { everyMs = 1_000, series = 'a', seq = 1 } = {}) =>
    sut.worker.query(
      `INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, seq, valid, lat, lng,
         speed, status, protocol, address, attributes)
       SELECT 1, 7, 70, md5($4 || n)::uuid, $1::timestamptz + n * $3 * interval '1 ms', $1, $5 + n, true,
         57 + n / 1e5, 11, n % 50, 'moving', 'teltonika', '{"town": "Göteborg"}', jsonb_build_object('n', n)
       FROM generate_series(0, $2 - 1) AS n ON CONFLICT DO NOTHING`,
      [new Date(from), count, everyMs, series, seq],
    );
  const settle = () =>
    sut.worker.query("UPDATE track_outline SET due_at = NULL, pack_at = pack_at - interval '1 hour'");
  const pack = async (period = ALL, now = Date.now()): Promise<number> => {
    let pages = 0;
    while (await packs.packNext(now, period)) pages += 1;
    return pages;
  };
  const read = () =>
    readRows(sut.worker, { ...VAN, order: 'ASC', isOnTrack: false, behind: null, limit: 100_000 });
  const stored = async () => {
    const { rows } = await sut.worker.query<{ rows: number; packed: number; overlaps: boolean }>(
      `SELECT (SELECT count(*)::int FROM position) AS rows, coalesce(sum(records), 0)::int AS packed,
         coalesce(bool_or(first_fix <= former), false) AS overlaps
       FROM (SELECT *, lag(last_fix) OVER (PARTITION BY asset_id ORDER BY first_fix, first_event) AS former
         FROM packed_positions) AS pack`,
    );
    return rows[0];
  };

  it('moves all rows of a day, which are read as before', async () => {
    await drive(FIRST, 2_500);
    const before = await read();
    expect(before).toHaveLength(2_500);
    await settle();
    expect(await pack()).toBe(3);
    expect(await stored()).toEqual({ rows: 0, packed: 2_500, overlaps: false });
    expect(await read()).toMatchObject(before);
  });

  it('leaves what is too recent, before the retention, not settled yet or without an outline', async () => {
    for (const day of [-1, 0, 1]) await drive(FIRST + day * DAY, 10, { series: String(day) });
    expect(await pack()).toBe(0);
    expect(await pack(ALL, Date.now() + 2 * HOUR)).toBe(0);
    await settle();
    expect(await pack({ keptFrom: FIRST, rowsFrom: FIRST + DAY + 5 * HOUR })).toBe(1);
    expect(await stored()).toMatchObject({ rows: 20, packed: 10 });
    expect((await read()).map(({ fix_time }) => fix_time.getTime())).toHaveLength(30);
  });

  it('packs telemetry, too, of days on which the asset had no fix', async () => {
    await drive(FIRST, 3);
    await sut.worker.query("UPDATE position SET lat = NULL, lng = NULL, unstreamed = 'no_fix', seq = NULL");
    await packAll(sut.worker);
    expect(await stored()).toMatchObject({ rows: 0, packed: 3 });
    expect(await read()).toHaveLength(3);
  });

  it('takes late records into the packs of their time, and repeated ones once', async () => {
    await drive(FIRST + HOUR, 2_000);
    await packAll(sut.worker);
    await drive(FIRST + HOUR + 500, 300, { everyMs: 5_000, series: 'between' });
    await drive(FIRST, 300, { series: 'before' });
    await drive(FIRST + 20 * HOUR, 300, { series: 'behind' });
    await drive(FIRST + HOUR, 700);
    const before = await read();
    expect(before).toHaveLength(2_900);
    await packAll(sut.worker);
    expect(await stored()).toEqual({ rows: 0, packed: 2_900, overlaps: false });
    expect(await read()).toMatchObject(before);
  });

  it('keeps any number of records of one moment', async () => {
    await drive(FIRST, 5_000, { everyMs: 0 });
    await packAll(sut.worker);
    await drive(FIRST, 100, { everyMs: 0, series: 'b' });
    await packAll(sut.worker);
    expect(await stored()).toMatchObject({ rows: 0, packed: 5_100 });
    expect(new Set((await read()).map(({ event_id }) => event_id)).size).toBe(5_100);
  });

  it('loses and doubles nothing while replicas pack, records come in and tracks are read', async () => {
    await drive(FIRST, 6_000);
    await settle();
    const state = { isPacking: true };
    const reader = async (): Promise<void> => {
      while (state.isPacking) {
        const ids = (await read()).map(({ event_id }) => event_id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBeGreaterThanOrEqual(6_000);
        const { points } = await readPoints(sut.worker, VAN, 100_000);
        expect(points.length).toBeGreaterThanOrEqual(6_000);
      }
    };
    const packing = Promise.all([
      pack(),
      pack(),
      drive(FIRST + 500, 600, { everyMs: 10_000, series: 'late' }),
    ]);
    await Promise.all([reader(), packing.finally(() => (state.isPacking = false))]);
    await packAll(sut.worker);
    expect(await stored()).toEqual({ rows: 0, packed: 6_600, overlaps: false });
  });

  it('drops the partitions of which everything is packed, and no other', async () => {
    for (const day of [10, 11, 12]) {
      await ensurePositionPartitions(sut.worker, new Date(FIRST + day * DAY), new Date(FIRST + day * DAY));
      await drive(FIRST + day * DAY, 10, { series: String(day) });
    }
    await settle();
    await pack({ keptFrom: FIRST, rowsFrom: FIRST + 11 * DAY });
    await packs.dropEmptied({ keptFrom: FIRST, rowsFrom: FIRST + 12 * DAY });
    const { rows } = await sut.worker.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relname ~ '^position_2026061\\d$' ORDER BY 1",
    );
    expect(rows.map(({ name }) => name)).toEqual(['position_20260612', 'position_20260613']);
    await drive(FIRST + 10 * DAY, 10, { series: 'late' });
    expect(await read()).toHaveLength(40);
    await packAll(sut.worker);
    expect(await stored()).toMatchObject({ rows: 0, packed: 40 });
  });

  it('leaves a partition that has rows of which no outline tells', async () => {
    const day = FIRST + 20 * DAY;
    await ensurePositionPartitions(sut.worker, new Date(day), new Date(day));
    await drive(day, 1);
    await sut.worker.query('DELETE FROM track_outline');
    await packs.dropEmptied(ALL);
    expect(await read()).toHaveLength(1);
  });

  it('ends with the retention, by whole days', async () => {
    for (const day of [0, 1]) await drive(FIRST + day * DAY, 10, { series: String(day) });
    await packAll(sut.worker);
    await packs.dropBefore(FIRST + DAY + 5 * HOUR);
    expect((await read()).map(({ fix_time }) => fix_time.getTime() >= FIRST + DAY)).toEqual(
      Array(10).fill(true),
    );
  });
});
