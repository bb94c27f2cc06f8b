import { createTestDatabase, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { PartitionLost } from '../messaging/messaging.ports';
import { PartitionCheckpoints } from './partition-checkpoints';

const PLACE = { group: 'enrichment', topic: 'position.received.v1', partition: 3 };

describe('a checkpoint', () => {
  let database: TestDatabase;
  let pool: Pool;
  let sut: PartitionCheckpoints;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    sut = new PartitionCheckpoints(pool);
    await pool.query(`
      CREATE TABLE checkpoint (grp text, topic text, part int, off bigint, epoch bigint, updated_at timestamptz,
        PRIMARY KEY (grp, topic, part));
      CREATE TABLE note (text text)`);
  });

  beforeEach(() => pool.query('DELETE FROM checkpoint; DELETE FROM note'));

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const write =
    (text: string) => async (client: { query: (sql: string, values: string[]) => Promise<unknown> }) => {
      await client.query('INSERT INTO note VALUES ($1)', [text]);
    };
  const notes = async (): Promise<unknown[]> =>
    (await pool.query('SELECT text FROM note')).rows.map((row: { text: string }) => row.text);

  it('stores offset and state together', async () => {
    const { claim, offset } = await sut.take(PLACE);
    expect(offset).toBeNull();
    await sut.store(claim, 42, write('state'));
    expect(await notes()).toEqual(['state']);
    expect((await sut.take(PLACE)).offset).toBe(42);
  });

  it('stores neither when the state can not be written', async () => {
    const { claim } = await sut.take(PLACE);
    const failure = sut.store(claim, 42, () => Promise.reject(new RangeError('no')));
    await expect(failure).rejects.toThrow(RangeError);
    expect((await sut.take(PLACE)).offset).toBeNull();
  });

  it('refuses a checkpoint of a former owner', async () => {
    const { claim: former } = await sut.take(PLACE);
    const { claim } = await sut.take(PLACE);
    await expect(sut.store(former, 42, write('stale'))).rejects.toThrow(PartitionLost);
    await sut.store(claim, 7, write('fresh'));
    expect(await notes()).toEqual(['fresh']);
  });

  it('makes a takeover wait for the checkpoint that is being stored, and see all of it', async () => {
    const { claim } = await sut.take(PLACE);
    let next: ReturnType<PartitionCheckpoints['take']> | undefined;
    await sut.store(claim, 42, async (client) => {
      next = sut.take(PLACE);
      await write('in time')(client);
    });
    expect((await next)?.offset).toBe(42);
    expect(await notes()).toEqual(['in time']);
  });
});
