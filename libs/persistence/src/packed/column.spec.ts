import { readColumn, writeColumn } from './column';

describe('a column', () => {
  it.each<[string, unknown[]]>([
    ['nothing', []],
    ['whole numbers', [5, 6, 7, -100, 0]],
    ['epoch ms', [1_780_315_200_000, 1_780_315_210_000]],
    ['degrees', [57.7089123, 57.7089355, -33.9, 180]],
    ['numbers with more digits than a receiver tells', [0.1 + 0.2, 57.70891234567, 1e-12]],
    ['numbers of any size', [Number.MAX_VALUE, Number.MIN_VALUE, -Number.MAX_VALUE, 2 ** 53, 2 ** 53 - 1]],
    ['numbers and gaps', [null, 1.5, null, null, 2.5, null]],
    ['gaps alone', [null, null]],
    ['texts', ['moving', 'moving', 'stopped', '', 'a\nb', '"', '\u0000']],
    ['values of several kinds', [1, '1', true, null, 1.5, false]],
    [
      'objects',
      [{ town: 'Göteborg', street: null }, null, { town: 'Göteborg', street: null }, ['a', 'b'], []],
    ],
  ])('keeps %s as they are, in one line', (_, values) => {
    const line = writeColumn(values);
    expect(line).not.toContain('\n');
    expect(readColumn(line)).toEqual(values);
  });

  it('tells what repeats or grows evenly in few and equal characters', () => {
    const times = Array.from({ length: 250 }, (_, n) => 1_780_315_200_000 + n * 10_000);
    expect(writeColumn(times).length).toBeLessThan(250 * 6 + 40);
    expect(writeColumn(times.map(() => ({ town: 'Göteborg' }))).length).toBeLessThan(250 * 2 + 80);
  });
});
