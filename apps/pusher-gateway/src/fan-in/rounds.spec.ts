import { Rounds } from './rounds';

function aRound(handle = (): Promise<void> => Promise.resolve()) {
  const handled: number[][] = [];
  const sut = new Rounds<number>((items) => {
    handled.push([...items]);
    return handle();
  });
  return { sut, handled };
}

describe('a round', () => {
  it('handles in one call what comes in one turn, in order', async () => {
    const { sut, handled } = aRound();
    await Promise.all([sut.run([1, 2]), Promise.resolve().then(() => sut.run([3]))]);
    await sut.run([4]);
    expect(handled).toEqual([[1, 2, 3], [4]]);
  });

  it('is not larger than a call can be, unless one caller has more', async () => {
    const { sut, handled } = aRound();
    const [most, some] = [Array<number>(800).fill(1), Array<number>(300).fill(2)];
    await Promise.all([sut.run(most), sut.run(some), sut.run(some), sut.run([3])]);
    expect(handled.map(({ length }) => length)).toEqual([800, 300, 301]);
  });

  it('fails for all its callers, and the next does not', async () => {
    let away = true;
    const { sut } = aRound(() => (away ? Promise.reject(new Error('away')) : Promise.resolve()));
    const outcomes = await Promise.allSettled([sut.run([1]), sut.run([2])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    away = false;
    await expect(sut.run([1])).resolves.toBeUndefined();
  });
});
