import { BLANK_MAP } from '@yipii/domain';
import { SeedAccount, WorkerUnitOfWork } from '@yipii/persistence';
import { PartitionLost, WorkerDatabase, openPool } from '@yipii/platform';
import { createMigratedDatabase, FakeClock, NOON, type TestDatabase } from '@yipii/testing';
import { AssetPartitions } from './asset-partitions';
import { PostgresAssetStates } from './asset-states.postgres';
import { EnrichPositions } from './enrich-positions';
import { WrittenEvents, aBatch, aFrame, asReceived } from './scenario';

describe('states in PostgreSQL', () => {
  let database: TestDatabase;
  let worker: WorkerDatabase;
  /** As the service. */
  let enrichment: WorkerDatabase;
  let states: PostgresAssetStates;
  let fleet: readonly number[];
  let assetId: number;

  beforeAll(async () => {
    database = await createMigratedDatabase();
    worker = new WorkerDatabase(openPool(database.url, 'yipii_worker', 4));
    enrichment = new WorkerDatabase(openPool(database.url, 'yipii_enrichment', 4));
    states = new PostgresAssetStates(enrichment);
    const trucks = [1, 2, 3].map((n) => ({
      name: `Truck ${n}`,
      uniqueId: `35000000000000${n}`,
      protocol: 'teltonika',
    }));
    const seed = new SeedAccount(new WorkerUnitOfWork(worker));
    const seeded = await seed.run({ key: 'acme', name: 'Acme', assets: trucks });
    fleet = seeded.assets.map((asset) => asset.assetId);
    assetId = fleet[0] ?? 0;
  });

  afterAll(async () => {
    await Promise.all([worker.pool.end(), enrichment.pool.end()]);
    await database.drop();
  });

  beforeEach(async () => {
    await worker.pool.query(
      'DELETE FROM checkpoint; DELETE FROM asset_state; DELETE FROM trip; DELETE FROM stop',
    );
  });

  async function anOwner() {
    const partitions = new AssetPartitions(states, new FakeClock(NOON));
    const offset = await partitions.assigned(0);
    const written = new WrittenEvents();
    const sut = new EnrichPositions(partitions, BLANK_MAP);
    return {
      partitions,
      offset,
      written,
      /** A record of each truck, fixed at these times. */
      runFleet: (firstOffset: number, fixTimes: readonly number[]) => {
        const frames = fleet.map((id, n) => asReceived(aFrame(id, [{ fixTime: fixTimes[n] ?? NOON }])));
        return sut.run(aBatch(frames, written, { firstOffset }));
      },
      run: (firstOffset: number, fixTime = NOON, record = {}) =>
        sut.run(aBatch([asReceived(aFrame(assetId, [{ fixTime, ...record }]))], written, { firstOffset })),
    };
  }

  it('record each change of status once in the event feed, whoever replays it', async () => {
    await worker.pool.query('DELETE FROM event');
    const feed = async () => (await worker.pool.query('SELECT * FROM event ORDER BY id')).rows as object[];
    const engine = (ignition: boolean) => ({ attributes: { ignition } });
    const drive = async ({ run }: Awaited<ReturnType<typeof anOwner>>): Promise<void> => {
      await run(0, NOON, { speed: 50, ...engine(true) });
      await run(1, NOON + 10_000, { speed: 50, ...engine(true) });
      await run(2, NOON + 20_000, { valid: false, lat: null, lng: null, ...engine(false) });
    };
    const died = await anOwner();
    await drive(died);
    expect(await feed()).toEqual([]);
    const next = await anOwner();
    await drive(next);
    await next.partitions.revoked(0);
    const last = await anOwner();
    await drive(last);
    await last.partitions.revoked(0);
    expect(await feed()).toMatchObject([
      { type: 'asset.status_changed', device_id: String(assetId), data: { assetId, ignition: true } },
      { asset_id: String(assetId), data: { ignition: false, at: new Date(NOON + 20_000).toISOString() } },
    ]);
  });

  it('begin with nothing, and come back with offset, state and last position', async () => {
    const first = await anOwner();
    expect(first.offset).toBe(0);
    await first.run(0);
    await first.run(1, NOON + 1000);
    await first.partitions.revoked(0);
    const { rows } = await worker.pool.query('SELECT seq::int, part, location FROM asset_state');
    expect(rows).toEqual([{ seq: 2, part: 0, location: first.written.enriched[1]?.event.location }]);
    const second = await anOwner();
    expect(second.offset).toBe(2);
    expect(second.partitions.of(0).get(assetId)).toMatchObject({ accountKey: 'acme', state: { seq: 2 } });
  });

  it('keep the last position when only the state changed', async () => {
    const owner = await anOwner();
    await owner.run(0);
    await owner.partitions.checkpoint();
    await owner.run(1, NOON - 1000);
    await owner.partitions.checkpoint();
    const { rows } = await worker.pool.query('SELECT location FROM asset_state');
    expect(rows).toEqual([{ location: owner.written.enriched[0]?.event.location }]);
  });

  it('keep the last position of each asset of which only the state changed, others get their new one', async () => {
    const owner = await anOwner();
    await owner.runFleet(0, [NOON, NOON, NOON]);
    await owner.partitions.checkpoint();
    await owner.runFleet(3, [NOON - 1000, NOON + 1000, NOON - 1000]);
    await owner.partitions.checkpoint();
    const { rows } = await worker.pool.query<{ at: string }>(
      "SELECT location->>'timestamp' AS at FROM asset_state ORDER BY asset_id",
    );
    const times = [NOON, NOON + 1000, NOON].map((time) => new Date(time).toISOString());
    expect(rows.map(({ at }) => at)).toEqual(times);
  });

  it('accept nothing from a former owner', async () => {
    const frozen = await anOwner();
    await frozen.run(0);
    const next = await anOwner();
    await frozen.partitions.checkpoint();
    expect(() => frozen.partitions.of(0)).toThrow(PartitionLost);
    const { rows } = await worker.pool.query('SELECT off, epoch::int FROM checkpoint');
    expect(rows).toEqual([{ off: null, epoch: 2 }]);
    await next.run(0);
    await next.partitions.checkpoint();
    expect((await anOwner()).offset).toBe(1);
  });

  it('are stored together with trips and stops, of which a former owner stores nothing either', async () => {
    const frozen = await anOwner();
    await frozen.run(0, NOON - 200_000, { speed: 0 });
    await frozen.run(1, NOON, { speed: 0 });
    await frozen.partitions.checkpoint();
    await frozen.run(2, NOON + 30_000, { lat: 57.702, attributes: { driverId: '3F00' } });
    const owner = await anOwner();
    await frozen.partitions.checkpoint();
    const stops = 'SELECT started_at, ended_at, lat FROM stop';
    const trips = 'SELECT started_at, ended_at, distance_km, max_speed, driver_id FROM trip';
    const lasting = { started_at: new Date(NOON - 200_000), ended_at: null, lat: 57.7 };
    expect((await worker.pool.query(stops)).rows).toEqual([lasting]);
    expect((await worker.pool.query(trips)).rows).toEqual([]);
    await owner.run(2, NOON + 30_000, { lat: 57.702, attributes: { driverId: '3F00' } });
    await owner.partitions.checkpoint();
    const { rows } = await worker.pool.query<{ started_at: Date }>(trips);
    expect(rows).toEqual([
      {
        started_at: expect.any(Date) as Date,
        ended_at: null,
        distance_km: 0.222,
        max_speed: 50,
        driver_id: '3F00',
      },
    ]);
    expect((await worker.pool.query(stops)).rows).toEqual([{ ...lasting, ended_at: rows[0]?.started_at }]);
  });

  it('are stored without a trip that late records have replaced', async () => {
    const owner = await anOwner();
    const trips = 'SELECT started_at FROM trip ORDER BY started_at';
    const parked = { speed: 0 };
    await owner.run(0, NOON - 3_600_000, parked);
    await owner.run(1, NOON, { lat: 57.75 });
    await owner.partitions.checkpoint();
    const { rows: before } = await worker.pool.query<{ started_at: Date }>(trips);
    await owner.run(2, NOON - 300_000, parked);
    await owner.run(3, NOON - 30_000, { lat: 57.746 });
    await owner.partitions.checkpoint();
    const { rows: after } = await worker.pool.query<{ started_at: Date }>(trips);
    expect([before.length, after.length]).toEqual([1, 1]);
    expect(after[0]?.started_at).not.toEqual(before[0]?.started_at);
  });

  it('are rebuilt where a row was damaged', async () => {
    const first = await anOwner();
    await first.run(0);
    await first.partitions.revoked(0);
    await worker.pool.query(`UPDATE asset_state SET state = '{"seq": "?"}'`);
    const second = await anOwner();
    expect(second.partitions.of(0).get(assetId)?.state).toMatchObject({ seq: 1, fixTime: NOON });
  });
});
