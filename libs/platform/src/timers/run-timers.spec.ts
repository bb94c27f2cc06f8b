import path from 'node:path';
import { FakeClock, createTestDatabase, eventually, runTypeScript, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { Lifecycle } from '../lifecycle/lifecycle';
import { REMINDER_TABLES, REMIND_EVERY_MS, runReminders } from './timers.fixture';

const REPLICA = path.resolve(__dirname, 'timer-replica.main.ts');

describe('timers', () => {
  let database: TestDatabase;
  let pool: Pool;
  let clock: FakeClock;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    await pool.query(REMINDER_TABLES);
  });
  beforeEach(async () => {
    clock = new FakeClock();
    await pool.query('TRUNCATE reminder, outbox');
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const setReminder = (id: number, { dueAt = clock.now(), times = 1 } = {}) =>
    pool.query('INSERT INTO reminder VALUES ($1, $2, $3)', [id, times, new Date(dueAt)]);
  /** As `<row> <firings that were left>`, in order of storing. */
  const fired = async (): Promise<string[]> =>
    (
      await pool.query<{ fired: string }>(
        "SELECT payload->'event'->>'id' || ' ' || (payload->'event'->>'version') AS fired FROM outbox ORDER BY id",
      )
    ).rows.map((row) => row.fired);
  const eventIds = async (): Promise<string[]> =>
    (await pool.query<{ id: string }>('SELECT event_id AS id FROM outbox ORDER BY id')).rows.map(
      ({ id }) => id,
    );

  it('fire when they are due, not before, and are set anew', async () => {
    let commits = 0;
    const sut = runReminders(pool, clock, () => (commits += 1));
    await setReminder(1, { dueAt: clock.now() + 1_000, times: 2 });
    await sut.run();
    expect([await fired(), commits]).toEqual([[], 0]);
    clock.advance(1_000);
    await sut.run();
    expect([await fired(), commits]).toEqual([['1 2'], 1]);
    const { rows } = await pool.query("SELECT payload->>'occurredAt' AS at FROM outbox");
    expect(rows).toEqual([{ at: new Date(clock.now()).toISOString() }]);
    clock.advance(REMIND_EVERY_MS);
    await sut.run();
    clock.advance(REMIND_EVERY_MS * 10);
    await sut.run();
    expect(await fired()).toEqual(['1 2', '1 1']);
  });

  it('give an event the same id for the same timer, and another for each due time', async () => {
    const dueAt = clock.now();
    const sut = runReminders(pool, clock);
    await setReminder(1, { dueAt, times: 2 });
    await setReminder(2, { dueAt });
    await sut.run();
    clock.advance(REMIND_EVERY_MS);
    await sut.run();
    const first = await eventIds();
    expect(new Set(first).size).toBe(3);
    await pool.query('TRUNCATE reminder, outbox');
    await setReminder(1, { dueAt, times: 2 });
    await runReminders(pool, clock).run();
    expect((await eventIds())[0]).toBe(first[0]);
  });

  it('are all fired, however many are due at once', async () => {
    await pool.query('INSERT INTO reminder SELECT id, 1, $1 FROM generate_series(1, 170) AS id', [
      new Date(clock.now()),
    ]);
    await runReminders(pool, clock).run();
    expect(await fired()).toHaveLength(170);
  });

  it('are left to the replica that has locked them', async () => {
    await setReminder(1);
    await setReminder(2);
    const other = await pool.connect();
    await other.query('BEGIN; SELECT FROM reminder WHERE id = 1 FOR UPDATE');
    await runReminders(pool, clock).run();
    expect(await fired()).toEqual(['2 1']);
    await other.query('ROLLBACK');
    other.release();
    await runReminders(pool, clock).run();
    expect(await fired()).toEqual(['2 1', '1 1']);
  });

  it('are not blocked by one that fails, which changes nothing and is tried again after a pause', async () => {
    const sut = runReminders(pool, clock);
    const dueAt = clock.now() - 1;
    await setReminder(1, { dueAt, times: -1 });
    await setReminder(2);
    await sut.run();
    expect(await fired()).toEqual(['2 1']);
    const { rows } = await pool.query('SELECT remaining, next_due_at FROM reminder WHERE id = 1');
    expect(rows).toEqual([{ remaining: -1, next_due_at: new Date(dueAt) }]);
    await pool.query('UPDATE reminder SET remaining = 1 WHERE id = 1');
    await sut.run();
    expect(await fired()).toEqual(['2 1']);
    clock.advance(1_000);
    await sut.run();
    expect(await fired()).toEqual(['2 1', '1 1']);
  });

  it('are polled until the process stops', async () => {
    const lifecycle = new Lifecycle();
    runReminders(pool, clock).start(lifecycle);
    await setReminder(1);
    await eventually(async () => expect(await fired()).toEqual(['1 1']));
    await lifecycle.stop();
    await setReminder(2);
    expect(await fired()).toEqual(['1 1']);
  });

  it('fire exactly once on two replicas, one of which is killed', async () => {
    const [lot, times] = [150, 4];
    const [victim, heir] = [1, 2].map(() => runTypeScript(REPLICA, { url: database.url }));
    const hasVictimFired = () => (victim?.lines.length ?? 0) > 1;
    let rows = 0;
    // Of any number of them the other may fire all before it is even started.
    while (!hasVictimFired()) {
      await pool.query('INSERT INTO reminder SELECT id, $1, now() FROM generate_series($2::int, $3) AS id', [
        ...[times, rows + 1, rows + lot],
      ]);
      rows += lot;
      const isOver = async () => hasVictimFired() || (await fired()).length === rows * times;
      await eventually(async () => expect(await isOver()).toBe(true), { everyMs: 1 });
    }
    victim?.signal('SIGKILL');
    await victim?.exit;
    await eventually(async () => expect(await fired()).toHaveLength(rows * times));
    await eventually(() => expect(heir?.lines.length).toBeGreaterThan(0));
    heir?.signal('SIGKILL');
    await heir?.exit;
    const expected = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: times }, (__, left) => `${row + 1} ${left + 1}`),
    ).flat();
    expect((await fired()).sort()).toEqual(expected.sort());
    expect(new Set(await eventIds()).size).toBe(rows * times);
  });
});
