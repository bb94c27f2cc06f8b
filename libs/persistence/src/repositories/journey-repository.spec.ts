import type { Stop } from '@yipii/domain';
import { createMigratedDatabase, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { InvalidCursor, type SeriesPage } from '../cursor';
import { readInAccount } from '../unit-of-work/read-in-account';
import { JourneyRepository, type JourneyQuery, type StoredTrip } from './journey-repository';

const HOUR = 3_600_000;
const EIGHT = Date.UTC(2026, 5, 1, 8);

describe('trips and stops of an asset', () => {
  let database: TestDatabase;
  let worker: Pool;
  let app: Pool;
  const sut = new JourneyRepository();

  beforeAll(async () => {
    database = await createMigratedDatabase();
    worker = new Pool({ connectionString: database.url, options: '-c role=yipii_worker' });
    app = new Pool({ connectionString: database.url, options: '-c role=yipii_app' });
    // From eight on an hour's trip and an hour's stop in turn; the last trip is under way.
    for (let i = 0; i < 4; i += 1) {
      await storeTrip(EIGHT + 2 * i * HOUR, i === 3 ? null : EIGHT + (2 * i + 1) * HOUR);
      await storeStop(EIGHT + (2 * i - 1) * HOUR, EIGHT + 2 * i * HOUR);
    }
    await storeTrip(EIGHT, null, { account: 1, asset: 8 });
    await storeTrip(EIGHT, null, { account: 2, asset: 9 });
  });
  afterAll(async () => {
    await Promise.all([worker.end(), app.end()]);
    await database.drop();
  });

  const read = (kind: 'trips' | 'stops', accountId: number, query: JourneyQuery) =>
    readInAccount<SeriesPage<StoredTrip | Stop>>(app, { accountId, assets: null }, (sql) =>
      sut[kind](sql, query),
    );

  const hours = async (kind: 'trips' | 'stops', query: Partial<JourneyQuery> = {}) => {
    const { items, nextCursor } = await read(kind, 1, { assetId: 7, limit: 10, ...query });
    return { began: items.map(({ start }) => (start.at - EIGHT) / HOUR), nextCursor };
  };

  it('are returned in full, the one under way with where it has come to', async () => {
    const { items } = await read('trips', 1, { assetId: 7, limit: 2 });
    expect(items).toEqual([
      {
        kind: 'trip',
        start: { at: EIGHT + 6 * HOUR, lat: 57.7, lng: 11.97, address: null },
        end: { at: null, lat: 57.8, lng: 12, address: { town: 'Kungälv' } },
        distanceKm: 12.5,
        maxSpeed: 88.5,
        idlingSeconds: 30,
        driverId: 'A1',
      },
      expect.objectContaining({ end: expect.objectContaining({ at: EIGHT + 5 * HOUR }) as unknown }),
    ]);
    expect((await read('stops', 1, { assetId: 7, limit: 1 })).items).toEqual([
      {
        kind: 'stop',
        start: { at: EIGHT + 5 * HOUR, lat: 57.8, lng: 12, address: null },
        endedAt: EIGHT + 6 * HOUR,
        idlingSeconds: 60,
      },
    ]);
  });

  it('are those that overlap the time asked for, newest first', async () => {
    expect((await hours('trips')).began).toEqual([6, 4, 2, 0]);
    expect((await hours('trips', { from: EIGHT + 0.5 * HOUR, to: EIGHT + 2.5 * HOUR })).began).toEqual([
      2, 0,
    ]);
    expect((await hours('trips', { from: EIGHT + HOUR, to: EIGHT + 2 * HOUR })).began).toEqual([]);
    expect((await hours('trips', { from: EIGHT + 1_000 * HOUR })).began).toEqual([6]);
    expect((await hours('stops', { from: EIGHT + 3.5 * HOUR })).began).toEqual([5, 3]);
  });

  it('continue where a page ended, while a new one begins', async () => {
    const first = await hours('stops', { limit: 2 });
    expect(first.began).toEqual([5, 3]);
    await storeStop(EIGHT + 7 * HOUR, null);
    expect(await hours('stops', { limit: 2, cursor: first.nextCursor ?? '' })).toEqual({
      began: [1, -1],
      nextCursor: null,
    });
    await expect(hours('stops', { cursor: 'x' })).rejects.toThrow(InvalidCursor);
  });

  it('take no cursor of the other list or of another asset', async () => {
    const cursor = (await hours('stops', { limit: 2 })).nextCursor ?? '';
    await expect(hours('trips', { cursor })).rejects.toThrow(InvalidCursor);
    const ofAnother = { assetId: 8, limit: 2, cursor };
    await expect(read('stops', 1, ofAnother)).rejects.toThrow(InvalidCursor);
  });

  it('are of one asset of one account', async () => {
    expect((await read('trips', 1, { assetId: 8, limit: 9 })).items).toHaveLength(1);
    expect((await read('trips', 1, { assetId: 9, limit: 9 })).items).toEqual([]);
    expect((await read('trips', 2, { assetId: 7, limit: 9 })).items).toEqual([]);
  });

  async function storeTrip(from: number, to: number | null, of = { account: 1, asset: 7 }): Promise<void> {
    await worker.query(
      `INSERT INTO trip VALUES ($1, $2, $3, $4, 57.7, 11.97, null, 57.8, 12, '{"town": "Kungälv"}', 12.5, 88.5, 30, 'A1')`,
      [of.account, of.asset, new Date(from), to && new Date(to)],
    );
  }

  async function storeStop(from: number, to: number | null): Promise<void> {
    await worker.query(`INSERT INTO stop VALUES (1, 7, $1, $2, 57.8, 12, null, 60)`, [
      new Date(from),
      to && new Date(to),
    ]);
  }
});
