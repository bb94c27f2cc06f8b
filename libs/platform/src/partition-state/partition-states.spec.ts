import { FakeClock, createTestDatabase, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import { PartitionCheckpoints, type PartitionClaim } from '../checkpoint/partition-checkpoints';
import { PartitionLost } from '../messaging/messaging.ports';
import { PartitionStates } from './partition-states';
import { PartitionStore, type StateCheckpoint, type TakenStates } from './partition-store.ports';

/** How often a letter was seen. */
interface Count {
  readonly letter: string;
  readonly count: number;
}

/** Something to tell others, written along with the counts. */
interface Notice {
  readonly id: string;
}

const TABLES = `
  CREATE TABLE checkpoint (grp text, topic text, part int, off bigint, epoch bigint, updated_at timestamptz,
    PRIMARY KEY (grp, topic, part));
  CREATE TABLE letter (letter text PRIMARY KEY, part int, count int);
  CREATE TABLE notice (id text)`;

/** Counts of letters in PostgreSQL: what a consumer with states looks like. */
class LetterStore extends PartitionStore<Count, Notice> {
  private readonly checkpoints: PartitionCheckpoints;
  away = false;

  constructor(private readonly pool: Pool) {
    super();
    this.checkpoints = new PartitionCheckpoints(pool);
  }

  async take(partition: number): Promise<TakenStates<Count>> {
    const taken = await this.checkpoints.take({ group: 'letters', topic: 'letter.v1', partition });
    const { rows } = await this.pool.query<Count>('SELECT letter, count FROM letter WHERE part = $1', [
      partition,
    ]);
    return { ...taken, states: rows };
  }

  save(claim: PartitionClaim, { offset, states, rows }: StateCheckpoint<Count, Notice>): Promise<void> {
    return this.checkpoints.store(claim, offset, async (client) => {
      for (const { letter, count } of states) {
        await client.query(
          'INSERT INTO letter VALUES ($1, $2, $3) ON CONFLICT (letter) DO UPDATE SET count = excluded.count',
          [letter, claim.partition, count],
        );
      }
      for (const { id } of rows) await client.query('INSERT INTO notice VALUES ($1)', [id]);
      if (this.away) throw new Error('the database is away');
    });
  }
}

describe('the states of a partition', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    await pool.query(TABLES);
  });
  beforeEach(() => pool.query('TRUNCATE checkpoint, letter, notice'));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** A process that has taken the partition over. */
  async function anOwner(mode: 'handle' | 'handleStored' = 'handle') {
    const clock = new FakeClock();
    const store = new LetterStore(pool);
    const sut = new PartitionStates(store, clock, {
      keys: {
        ofState: ({ letter }: Count) => letter,
        ofRow: ({ id }: Notice) => id,
        isAtRest: ({ count }: Count) => count === 2,
      },
      restore: (stored: Count) => stored,
    });
    const start = await sut.assigned(0);
    /** Reads on from the input at an offset; `before` may fail, as publishing does. */
    const read = (input: string, from: number, before = () => Promise.resolve()): Promise<void> => {
      const letters = Array.from(input).slice(from);
      const end = { partition: 0, nextOffset: input.length, lag: 0, lastEventAt: clock.now() };
      return sut[mode](end, async (partition) => {
        const counts = new Map<string, Count>();
        const notices: Notice[] = [];
        letters.forEach((letter, index) => {
          if (partition.has(from + index)) return;
          const { count } = counts.get(letter) ?? partition.get(letter) ?? { count: 0 };
          counts.set(letter, { letter, count: count + 1 });
          notices.push({ id: `${from + index} ${letter}` });
        });
        await before();
        return [...counts.values()].map((state) => ({
          state,
          rows: notices.filter(({ id }) => id.endsWith(state.letter)),
        }));
      });
    };
    const counts = (): Record<string, number> =>
      Object.fromEntries([...sut.of(0).all()].map(({ letter, count }) => [letter, count]));
    return { sut, store, clock, start, read, counts };
  }

  const noticesStored = async (): Promise<string[]> =>
    (await pool.query<Notice>('SELECT id FROM notice ORDER BY id')).rows.map(({ id }) => id);

  it('are stored with the offset at a checkpoint, and loaded by the next owner, who reads on from there', async () => {
    const first = await anOwner();
    expect(first.start).toBe(0);
    await first.read('abca', 0);
    await first.sut.checkpoint();
    await first.read('abcabb', 4);
    expect(first.counts()).toEqual({ a: 2, b: 3, c: 1 });

    const second = await anOwner();
    expect(second.start).toBe(4);
    expect(second.counts()).toEqual({ a: 2, b: 1, c: 1 });
    await second.read('abcabb', 4);
    expect(second.counts()).toEqual(first.counts());
  });

  it('tell which of them have changed, at first all that are not at rest', async () => {
    const first = await anOwner();
    await first.read('abca', 0);
    await first.sut.checkpoint();
    const { sut, read } = await anOwner();
    expect([...sut.of(0).takeChanged()].sort()).toEqual(['b', 'c']);
    expect([...sut.of(0).takeChanged()]).toEqual([]);
    await read('abcaac', 4);
    expect([...sut.of(0).takeChanged()].sort()).toEqual(['a', 'c']);
    await sut.checkpoint();
    expect([...sut.of(0).takeChanged()]).toEqual([]);
    expect(sut.of(0).get('c')).toEqual({ letter: 'c', count: 2 });
  });

  it('are stored one partition after the other', async () => {
    const { sut, read } = await anOwner();
    await sut.assigned(1);
    await read('a', 0);
    const end = { partition: 1, nextOffset: 1, lag: 0, lastEventAt: 0 };
    await sut.handle(end, () => Promise.resolve([{ state: { letter: 'z', count: 1 }, rows: [] }]));
    const stored = async (): Promise<string[]> =>
      (await pool.query<Count>('SELECT letter FROM letter ORDER BY letter')).rows.map(({ letter }) => letter);
    await sut.checkpointNext();
    expect(await stored()).toEqual(['a']);
    await sut.checkpointNext();
    expect(await stored()).toEqual(['a', 'z']);
    await read('ab', 1);
    await sut.checkpointNext();
    expect(await stored()).toEqual(['a', 'b', 'z']);
  });

  it('are stored when the partition is released', async () => {
    const first = await anOwner();
    await first.read('ab', 0);
    await first.sut.revoked(0);
    expect(() => first.sut.of(0)).toThrow(PartitionLost);
    expect((await anOwner()).counts()).toEqual({ a: 1, b: 1 });
  });

  it('do not change when the outputs of a batch could not be published', async () => {
    const { read, counts, sut } = await anOwner();
    await read('a', 0);
    await expect(read('aab', 1, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(counts()).toEqual({ a: 1 });
    expect(sut.of(0).isBusy).toBe(true);
    await read('aab', 1);
    expect(counts()).toEqual({ a: 2, b: 1 });
    expect(sut.of(0).isBusy).toBe(false);
  });

  it('keep for the next checkpoint what can’t be stored now', async () => {
    const { read, sut, store } = await anOwner();
    await read('ab', 0);
    store.away = true;
    await sut.checkpoint();
    await read('abb', 2);
    store.away = false;
    await sut.checkpoint();
    expect((await anOwner()).counts()).toEqual({ a: 1, b: 2 });
    expect(await noticesStored()).toEqual(['0 a', '1 b', '2 b']);
  });

  it('are dropped by an owner who was replaced, and overwrite nothing', async () => {
    const frozen = await anOwner();
    await frozen.read('aa', 0);
    const next = await anOwner();
    await next.read('b', 0);
    await next.sut.checkpoint();
    await frozen.sut.checkpoint();
    expect(() => frozen.sut.of(0)).toThrow(PartitionLost);
    expect((await anOwner()).counts()).toEqual({ b: 1 });
  });

  it('report up to when the input was read', async () => {
    const { sut, read, clock } = await anOwner();
    const readAt = clock.now();
    await read('a', 0);
    clock.advance(5_000);
    expect(sut.of(0).seenUntil(clock.now())).toBe(clock.now());
    await sut.handle({ partition: 0, nextOffset: 2, lag: 7, lastEventAt: readAt + 1 }, () =>
      Promise.resolve([]),
    );
    expect(sut.of(0).seenUntil(clock.now())).toBe(readAt + 1);
  });

  describe('stored batch by batch', () => {
    it('are in the database with rows and offset before the batch is committed', async () => {
      const { read, counts } = await anOwner('handleStored');
      await read('aba', 0);
      expect(counts()).toEqual({ a: 2, b: 1 });
      expect(await noticesStored()).toEqual(['0 a', '1 b', '2 a']);
      expect((await anOwner('handleStored')).start).toBe(3);
    });

    it('store nothing of a batch that fails, and all of it when it comes again', async () => {
      const { read, counts, store } = await anOwner('handleStored');
      store.away = true;
      await expect(read('ab', 0)).rejects.toThrow('away');
      expect(counts()).toEqual({});
      expect(await noticesStored()).toEqual([]);
      store.away = false;
      await read('ab', 0);
      expect(await noticesStored()).toEqual(['0 a', '1 b']);
    });

    it('apply a batch once that is delivered again after a crash between store and commit', async () => {
      await (await anOwner('handleStored')).read('ab', 0);
      const next = await anOwner('handleStored');
      await next.read('abb', 0);
      expect(next.counts()).toEqual({ a: 1, b: 2 });
      expect(await noticesStored()).toEqual(['0 a', '1 b', '2 b']);
    });

    it('refuse the batch of an owner who was replaced', async () => {
      const frozen = await anOwner('handleStored');
      const next = await anOwner('handleStored');
      await expect(frozen.read('a', 0)).rejects.toThrow(PartitionLost);
      expect(() => frozen.sut.of(0)).toThrow(PartitionLost);
      await next.read('a', 0);
      expect(await noticesStored()).toEqual(['0 a']);
    });

    it('change between batches as well, at once, and in the order in which they came', async () => {
      const { sut, read, counts } = await anOwner('handleStored');
      await read('a', 0);
      let reading = Promise.resolve();
      await sut.changeStored(sut.of(0), () => {
        reading = read('ab', 1); // comes while the change is being stored
        return [{ state: { letter: 'a', count: 10 }, rows: [{ id: 'timer' }] }];
      });
      await reading;
      await read('aba', 2);
      expect(counts()).toEqual({ a: 11, b: 1 });
      const next = await anOwner('handleStored');
      expect({ counts: next.counts(), start: next.start }).toEqual({ counts: { a: 11, b: 1 }, start: 3 });
      expect(await noticesStored()).toEqual(['0 a', '1 b', '2 a', 'timer']);
    });

    it('do not change between batches while a batch waits for its retry', async () => {
      const { sut, read, counts, store } = await anOwner('handleStored');
      store.away = true;
      await expect(read('a', 0)).rejects.toThrow('away');
      store.away = false;
      await sut.changeStored(sut.of(0), () => [{ state: { letter: 'a', count: 10 }, rows: [] }]);
      expect(counts()).toEqual({});
    });

    it('refuse a change between batches of an owner who was replaced', async () => {
      const { sut } = await anOwner('handleStored');
      await anOwner('handleStored');
      const change = () => [{ state: { letter: 'a', count: 10 }, rows: [] }];
      await expect(sut.changeStored(sut.of(0), change)).rejects.toThrow(PartitionLost);
      expect(() => sut.of(0)).toThrow(PartitionLost);
    });

    it('include changes made outside of a batch', async () => {
      const { sut, read, store } = await anOwner('handleStored');
      await read('a', 0);
      sut.of(0).apply({ state: { letter: 'a', count: 10 }, rows: [{ id: 'timer' }] });
      store.away = true;
      await expect(read('ab', 1)).rejects.toThrow('away');
      store.away = false;
      await read('ab', 1);
      expect((await anOwner('handleStored')).counts()).toEqual({ a: 10, b: 1 });
      expect(await noticesStored()).toEqual(['0 a', '1 b', 'timer']);
    });
  });
});
