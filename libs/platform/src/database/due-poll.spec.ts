import { createTestDatabase, eventually, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import type { Repetition } from '../lifecycle/repeat';
import { DuePoll, rowsOf } from './due-poll';

describe('what is due', () => {
  let database: TestDatabase;
  let pool: Pool;
  let watches: Repetition[];

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    await pool.query('CREATE TABLE tea (due_at timestamptz); CREATE TABLE coffee (due_at timestamptz)');
  });
  beforeEach(async () => {
    watches = [];
    await pool.query('TRUNCATE tea, coffee');
  });
  afterEach(() => Promise.all(watches.map((watch) => watch.stop())));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const drink = async (table: string): Promise<void> => {
    await pool.query(`DELETE FROM ${table} WHERE due_at <= now()`);
  };
  /** Returns how often the work was done. */
  const watch = (sut: DuePoll, table: string, work = () => drink(table)): { rounds: number } => {
    const done = { rounds: 0 };
    const run = async (): Promise<void> => {
      done.rounds += 1;
      await work();
    };
    watches.push(sut.watch({ isDue: rowsOf(table, 'due_at'), run }));
    return done;
  };
  const pour = (table: string, when = 'now()') => pool.query(`INSERT INTO ${table} VALUES (${when})`);

  it('is done, and nothing else, by one question for all', async () => {
    const questions = jest.spyOn(pool, 'query');
    const sut = new DuePoll(pool);
    const [tea, coffee] = [watch(sut, 'tea'), watch(sut, 'coffee')];
    await pour('tea', "now() + interval '1 hour'");
    await pour('coffee');
    questions.mockClear();
    await eventually(() => expect(coffee.rounds).toBe(1));
    await eventually(() => expect(questions.mock.calls.length).toBeGreaterThanOrEqual(3));
    expect([tea.rounds, coffee.rounds]).toEqual([0, 1]);
    const asked = questions.mock.calls.map(([sql]) => sql).filter((sql) => sql.startsWith('SELECT'));
    expect(asked.every((sql) => sql.includes('tea') && sql.includes('coffee'))).toBe(true);
    questions.mockRestore();
  });

  it('does not wait for other work, and is not begun twice', async () => {
    const sut = new DuePoll(pool);
    let finish: () => void = () => undefined;
    const tea = watch(sut, 'tea', () => new Promise((resolve) => (finish = resolve)));
    const coffee = watch(sut, 'coffee');
    await pour('tea');
    await eventually(() => expect(tea.rounds).toBe(1));
    await pour('coffee');
    await eventually(() => expect(coffee.rounds).toBe(1));
    expect(tea.rounds).toBe(1);
    finish();
    await eventually(() => expect(tea.rounds).toBe(2));
    const stopped = watches[0]?.stop();
    finish();
    await stopped;
  });

  it('is done although another table is not there', async () => {
    const sut = new DuePoll(pool);
    watch(sut, 'cocoa', () => Promise.resolve());
    const tea = watch(sut, 'tea');
    await pour('tea');
    await eventually(async () => expect((await pool.query('SELECT FROM tea')).rowCount).toBe(0));
    expect(tea.rounds).toBeGreaterThan(0);
  });

  it('is not begun after it was stopped', async () => {
    const sut = new DuePoll(pool);
    const [tea, coffee] = [watch(sut, 'tea'), watch(sut, 'coffee')];
    await watches[0]?.stop();
    await pour('tea');
    await pour('coffee');
    await eventually(() => expect(coffee.rounds).toBe(1));
    expect(tea.rounds).toBe(0);
  });
});
