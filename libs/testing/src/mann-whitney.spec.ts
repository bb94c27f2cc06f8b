import { compareSamples } from './mann-whitney';

/** Evenly spread over [0, 1), in an order that looks random. */
const spread = (count: number, offset = 0): number[] =>
  Array.from({ length: count }, (_, index) => ((index * 0.618_034 + offset) % 1) * 100);

/** Returns the share of draws whose rank sum is at least as far from the middle; for values that all differ. */
function countedP(one: readonly number[], other: readonly number[]): number {
  const all = [...one, ...other].sort((a, b) => a - b);
  const middle = (one.length * (all.length + 1)) / 2;
  const offOf = (ranks: readonly number[]) => Math.abs(ranks.reduce((a, b) => a + b, 0) - middle);
  const found = offOf(one.map((value) => all.indexOf(value) + 1));
  let [draws, asFar] = [0, 0];
  for (let bits = 0; bits < 2 ** all.length; bits += 1) {
    const ranks = all.flatMap((_, index) => ((bits >> index) & 1 ? [index + 1] : []));
    if (ranks.length !== one.length) continue;
    draws += 1;
    if (offOf(ranks) >= found) asFar += 1;
  }
  return asFar / draws;
}

describe('the comparison of samples', () => {
  it('has nearly the p that counting all ways to draw the first sample gives', () => {
    const [one, other] = [
      [19, 22, 16, 29, 24, 21, 27, 31],
      [20, 11, 17, 12, 14, 25, 18, 13],
    ];
    expect(compareSamples(one, other).medians).toEqual([23, 15.5]);
    expect(Math.abs(compareSamples(one, other).p - countedP(one, other))).toBeLessThan(0.005);
  });

  it('finds no difference between samples of one distribution, nor between equal values', () => {
    expect(compareSamples(spread(2_000), spread(2_000, 0.31)).p).toBeGreaterThan(0.5);
    expect(compareSamples(Array(50).fill(1), Array(50).fill(1)).p).toBeCloseTo(1, 6);
  });

  it('finds a small shift in many values', () => {
    const shifted = spread(2_000, 0.31).map((value) => value + 4);
    expect(compareSamples(spread(2_000), shifted).p).toBeLessThan(0.001);
  });
});
