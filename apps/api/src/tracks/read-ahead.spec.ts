import { readAhead } from './read-ahead';

describe('chunks that are read ahead', () => {
  let read: number;
  let ended: boolean;

  async function* numbers(count: number, failsAt = Infinity): AsyncGenerator<number> {
    [read, ended] = [0, false];
    try {
      while (read < count) {
        if (read === failsAt) throw new Error('the database is away');
        yield await Promise.resolve(++read);
      }
    } finally {
      ended = true;
    }
  }

  const all = async (chunks: AsyncIterable<number>): Promise<number[]> => {
    const got: number[] = [];
    for await (const chunk of chunks) got.push(chunk);
    return got;
  };

  it('are all of them, in order', async () => {
    expect(await all(readAhead(numbers(5)))).toEqual([1, 2, 3, 4, 5]);
    expect(await all(readAhead(numbers(0)))).toEqual([]);
  });

  it('are one more than were asked for, and no further', async () => {
    const ahead = readAhead(numbers(10));
    expect((await ahead.next()).value).toBe(1);
    await new Promise(setImmediate);
    expect(read).toBe(2);
    await ahead.return(undefined);
    expect([read, ended]).toEqual([2, true]);
  });

  it('fail where the one that was read ahead fails, and only for those who ask for it', async () => {
    const ahead = readAhead(numbers(10, 1));
    expect((await ahead.next()).value).toBe(1);
    await expect(ahead.next()).rejects.toThrow('the database is away');
    const left = readAhead(numbers(10, 1));
    await left.next();
    await left.return(undefined);
    expect(ended).toBe(true);
  });
});
