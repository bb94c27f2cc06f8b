import { randomUUID } from 'node:crypto';
import { PersistenceUnderTest } from './persistence.testing';
import { dropPositionPartitions, ensurePositionPartitions } from './position-partitions';

describe('position partitions', () => {
  let sut: PersistenceUnderTest;

  beforeAll(async () => {
    sut = await PersistenceUnderTest.start();
  });
  afterAll(() => sut.stop());

  const day = (text: string) => new Date(`${text}T00:00:00Z`);

  it('are created for each day, once, also by replicas at the same time', async () => {
    const ensure = () => ensurePositionPartitions(sut.worker, day('2026-03-28'), day('2026-03-30'));
    await Promise.all([ensure(), ensure(), ensure()]);
    expect(await partitions('position_202603%')).toEqual([
      'position_20260328',
      'position_20260329',
      'position_20260330',
    ]);
  });

  it('take over what went to the default partition before', async () => {
    await storePosition('2026-04-02T23:59:59Z');
    await storePosition('2026-04-03T00:00:00Z');
    expect(await partitionsHolding('2026-04-0%')).toEqual(['position_default']);
    await ensurePositionPartitions(sut.worker, day('2026-04-02'), day('2026-04-03'));
    expect(await partitionsHolding('2026-04-0%')).toEqual(['position_20260402', 'position_20260403']);
  });

  it('are dropped with their day', async () => {
    await ensurePositionPartitions(sut.worker, day('2025-12-30'), day('2026-01-01'));
    await expect(dropPositionPartitions(sut.worker, day('2026-01-01'))).resolves.toBe(2);
    expect(await partitions('position_202512%')).toEqual([]);
    expect(await partitions('position_202601%')).toEqual(['position_20260101']);
    expect(await partitions('position_default')).toHaveLength(1);
  });

  it('are out of reach of the app, but through the table', async () => {
    await ensurePositionPartitions(sut.worker, day('2026-05-01'), day('2026-05-01'));
    await expect(sut.app.query('SELECT FROM position_20260501')).rejects.toThrow(/permission denied/);
    await expect(
      sut.app.query(`SELECT ensure_position_partitions('2026-05-02', '2026-05-02')`),
    ).rejects.toThrow(/permission denied/);
  });

  async function storePosition(fixTime: string): Promise<void> {
    await sut.worker.query(
      `INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, valid, status,
         protocol, attributes) VALUES ($1, 1, 1, $2, $3, now(), true, 'moving', 'teltonika', '{}')`,
      [1, randomUUID(), fixTime],
    );
  }

  async function partitions(pattern: string): Promise<string[]> {
    const { rows } = await sut.worker.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits
       WHERE inhparent = 'position'::regclass AND inhrelid::regclass::text LIKE $1 ORDER BY 1`,
      [pattern],
    );
    return rows.map(({ name }) => name);
  }

  async function partitionsHolding(time: string): Promise<string[]> {
    const { rows } = await sut.worker.query<{ name: string }>(
      `SELECT DISTINCT tableoid::regclass::text AS name FROM position
       WHERE to_char(fix_time AT TIME ZONE 'UTC', 'YYYY-MM-DD') LIKE $1 ORDER BY 1`,
      [time],
    );
    return rows.map(({ name }) => name);
  }
});
