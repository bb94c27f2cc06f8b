import { firstFrom } from './binary-search';

describe('a search in ascending numbers', () => {
  const numbers = Uint32Array.of(2, 5, 5, 9);

  it.each([
    [0, 0],
    [2, 0],
    [3, 1],
    [5, 1],
    [6, 3],
    [10, 4],
  ])('finds the first from %d on', (value, index) => {
    expect(firstFrom(numbers, value)).toBe(index);
  });

  it('stays between two indexes', () => {
    expect([0, 5, 10].map((value) => firstFrom(numbers, value, 2, 3))).toEqual([2, 2, 3]);
  });
});
