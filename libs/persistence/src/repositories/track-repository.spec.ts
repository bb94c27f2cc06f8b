import { randomUUID } from 'node:crypto';
import { createMigratedDatabase, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { InvalidCursor } from '../cursor';
import { ensurePositionPartitions } from '../position-partitions';
import { packAll } from '../packed/packing.testing';
import { readInAccount } from '../unit-of-work/read-in-account';
import type { AccountSql } from '../unit-of-work/transaction';
import { TrackRepository, type TrackQuery } from './track-repository';
import { trackSpans } from './track-spans';

const ACCOUNT = 1;
const VAN = { id: 7, name: 'Van 7' };
const NOON = Date.UTC(2026, 5, 1, 12);
const MINUTE = 60_000;
const DAY = 86_400_000;

interface Row {
  readonly account?: number;
  readonly asset?: number;
  /** Epoch ms. */
  readonly at: number;
  readonly seq?: number | null;
  readonly unstreamed?: string | null;
  readonly lat?: number | null;
}

describe.each(['as rows', 'packed', 'packed in part'] as const)('the track of an asset, %s', (form) => {
  let database: TestDatabase;
  let worker: Pool;
  let app: Pool;
  const sut = new TrackRepository();

  beforeAll(async () => {
    database = await createMigratedDatabase();
    worker = new Pool({ connectionString: database.url, options: '-c role=yipii_worker' });
    app = new Pool({ connectionString: database.url, options: '-c role=yipii_app' });
    await ensurePositionPartitions(worker, new Date(NOON - 2 * DAY), new Date(NOON + DAY));
  });
  afterEach(() =>
    worker.query('DELETE FROM position; DELETE FROM packed_positions; DELETE FROM track_outline'),
  );
  afterAll(async () => {
    await Promise.all([worker.end(), app.end()]);
    await database.drop();
  });

  const read = async <T>(query: (sql: AccountSql) => Promise<T>, accountId = ACCOUNT): Promise<T> => {
    if (form === 'packed') await packAll(worker);
    return readInAccount(app, { accountId, assets: null }, query);
  };

  /** Positions a minute apart, the first being the oldest, with seq from 1. */
  const drive = async (count: number, from = NOON) => {
    for (let i = 0; i < count; i += 1) await store({ at: from + i * MINUTE, seq: i + 1 });
  };

  const seqs = async (query: Partial<TrackQuery> = {}) => {
    const { items, nextCursor } = await read((sql) => sut.positions(sql, VAN, { limit: 100, ...query }));
    return { seqs: items.map(({ seq }) => seq), nextCursor };
  };

  it('is what clients see everywhere, under the name that the asset has now', async () => {
    await worker.query(
      `INSERT INTO position VALUES (1, 7, 70, $1, '2026-06-01T12:00:00.5Z', '2026-06-01T12:00:01Z', 3, true, null,
         57.7, 11.97, 12, 54.2, 90, 4.5, 11, 'moving', true, 120345.6, 'teltonika',
         '{"street": null, "town": "Göteborg", "postcode": null, "country": "SE", "formatted": "Göteborg"}',
         '{"batteryLevel": 96}')`,
      [randomUUID()],
    );
    expect((await read((sql) => sut.positions(sql, VAN, { limit: 1 }))).items).toMatchObject([
      {
        assetId: 7,
        name: 'Van 7',
        timestamp: '2026-06-01T12:00:00.500Z',
        seq: 3,
        speed: 54.2,
        odometerKm: 120_345.6,
        address: { street: null, town: 'Göteborg', postcode: null, country: 'SE', formatted: 'Göteborg' },
        attributes: { batteryLevel: 96 },
      },
    ]);
  });

  it('includes the first moment and excludes the last, newest first', async () => {
    await drive(5);
    expect(await seqs({ from: NOON + MINUTE, to: NOON + 4 * MINUTE })).toEqual({
      seqs: [4, 3, 2],
      nextCursor: null,
    });
    expect((await seqs()).seqs).toEqual([5, 4, 3, 2, 1]);
    expect((await seqs({ from: NOON + 4 * MINUTE, to: NOON })).seqs).toEqual([]);
  });

  it('goes on where a page ended, over days, while newer positions come in', async () => {
    const from = NOON + 12 * 60 * MINUTE - 4 * MINUTE;
    await drive(8, from);
    const first = await seqs({ limit: 3 });
    expect(first.seqs).toEqual([8, 7, 6]);
    await store({ at: from + 9 * MINUTE, seq: 9 });
    const second = await seqs({ limit: 3, cursor: first.nextCursor ?? '' });
    expect(second.seqs).toEqual([5, 4, 3]);
    const third = await seqs({ limit: 3, cursor: second.nextCursor ?? '' });
    expect(third).toEqual({ seqs: [2, 1], nextCursor: null });
  });

  it('is read over days that lie far apart, with an open or a long period', async () => {
    const days = [0, 1, 7, 8, 9, 40, 400];
    for (const [index, day] of days.entries()) await store({ at: NOON - day * DAY, seq: 7 - index });
    expect((await seqs()).seqs).toEqual([7, 6, 5, 4, 3, 2, 1]);
    const first = await seqs({ limit: 4, from: NOON - 40 * DAY, to: NOON });
    expect(first.seqs).toEqual([6, 5, 4, 3]);
    expect(await seqs({ from: NOON - 40 * DAY, cursor: first.nextCursor ?? '' })).toEqual({
      seqs: [2],
      nextCursor: null,
    });
    const spans = await read((sql) => trackSpans(sql, VAN.id, { from: NOON - 40 * DAY }));
    const midnight = NOON - 12 * 60 * MINUTE;
    expect(spans).toEqual([
      { from: NOON - 40 * DAY, to: midnight - 39 * DAY },
      { from: midnight - 9 * DAY, to: midnight - 6 * DAY },
      { from: midnight - DAY, to: midnight + DAY },
    ]);
  });

  it('has no further page where the last one is just full', async () => {
    await drive(3);
    expect((await seqs({ limit: 3 })).nextCursor).toBeNull();
  });

  it('loses none of several records of the same moment between pages', async () => {
    for (let i = 0; i < 7; i += 1) await store({ at: NOON, seq: null, unstreamed: 'same_time' });
    const ids = new Set<number>();
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await read((sql) => sut.records(sql, VAN, { limit: 2, ...(cursor && { cursor }) }));
      for (const { satellites } of page.items) ids.add(satellites ?? 0);
      cursor = page.nextCursor ?? undefined;
      pages += 1;
    } while (cursor);
    expect([ids.size, pages]).toEqual([7, 4]);
  });

  it.each([
    '',
    'x',
    'bm90IGpzb24',
    cursorOf([1]),
    cursorOf(['track:8', NOON, '00000000-0000-8000-8000-000000000001']),
    cursorOf(['trip:7', NOON]),
    cursorOf(['track:7', NOON]),
    cursorOf(['track:7', 'a', 'b']),
    cursorOf(['track:7', 1e300, '00000000-0000-8000-8000-000000000001']),
  ])('refuses the cursor "%s"', async (cursor) => {
    await expect(seqs({ cursor })).rejects.toThrow(InvalidCursor);
  });

  it('has what came late, and all else that was not streamed only if everything is asked for', async () => {
    await store({ at: NOON, seq: 1 });
    await store({ at: NOON + MINUTE, seq: null, unstreamed: 'no_fix', lat: null });
    await store({ at: Date.UTC(1970, 0, 1), seq: null, unstreamed: 'late' });
    expect((await seqs()).seqs).toEqual([1, null]);
    const { items } = await read((sql) => sut.records(sql, VAN, { limit: 10 }));
    expect(items).toMatchObject([
      { seq: null, unstreamed: 'no_fix', lat: null, name: 'Van 7' },
      { seq: 1, unstreamed: null, lat: 57.7 },
      { seq: null, unstreamed: 'late', timestamp: '1970-01-01T00:00:00.000Z' },
    ]);
  });

  it('is of one asset of one account', async () => {
    await store({ at: NOON, seq: 1 });
    await store({ at: NOON, seq: 2, asset: 8 });
    await store({ at: NOON - DAY, seq: 3, account: 2 });
    expect((await seqs()).seqs).toEqual([1]);
    expect(
      (await read((sql) => sut.positions(sql, VAN, { limit: 10 }), 2)).items.map(({ seq }) => seq),
    ).toEqual([3]);
    expect(await read((sql) => sut.missed(sql, VAN, { afterSeq: 0, limit: 10 }), 3)).toEqual([]);
  });

  describe('after a reconnect', () => {
    const missed = async (afterSeq: number, limit = 100) =>
      (await read((sql) => sut.missed(sql, VAN, { afterSeq, limit }))).map(({ seq }) => seq);

    it.each([
      ['just now', 0],
      ['days ago', 2 * DAY],
      ['longer ago than history goes', 400 * DAY],
    ])('is what was missed, oldest first, of an asset last heard of %s', async (_, ago) => {
      await drive(6, Date.now() - ago - 6 * MINUTE);
      expect(await missed(3)).toEqual([4, 5, 6]);
      expect(await missed(0)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(await missed(6)).toEqual([]);
      expect(await missed(1, 2)).toEqual([2, 3]);
      expect(await missed(3, 2)).toEqual([4, 5]);
    });

    it('goes on from the last number of each page, however sparse positions were', async () => {
      // Hours, then seconds apart: no step of the search falls together with a position.
      const at = [900, 700, 300, 299.9, 40, 39, 5, 0.2, 0.1].map((hours) => Date.now() - hours * 60 * MINUTE);
      for (const [index, time] of at.entries()) await store({ at: time, seq: index + 1 });
      for (let after = 0; after <= 9; after += 1) {
        expect(await missed(after)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].slice(after));
      }
    });

    it('leaves out late and doubtful records', async () => {
      await store({ at: NOON, seq: 1 });
      await store({ at: NOON + MINUTE, seq: null, unstreamed: 'late' });
      await store({ at: NOON + 2 * MINUTE, seq: 2 });
      expect(await missed(0)).toEqual([1, 2]);
    });
  });

  async function store(row: Row): Promise<void> {
    const { account = ACCOUNT, asset = VAN.id, at, seq = 1, unstreamed = null, lat = 57.7 } = row;
    serial += 1;
    await worker.query(
      `INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, seq, valid, unstreamed,
         lat, lng, satellites, status, protocol, attributes)
       VALUES ($1, $2, 70, $3, $4, now(), $5, true, $6, $7, 11.97, $8, 'moving', 'teltonika', '{}')`,
      [account, asset, randomUUID(), new Date(at), seq, unstreamed, lat, serial],
    );
    if (form === 'packed in part' && serial % 3 === 0) await packAll(worker);
  }
});

let serial = 0;

function cursorOf(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
