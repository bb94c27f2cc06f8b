import { range } from '@yipii/testing';
import { partitionOf } from './partition-of';

describe('partitionOf', () => {
  it('never changes, since the order of a key rests on it', () => {
    const keys = ['1', '2', '42', '1000000', 'account:7', '0b6f2f6e-6f8a-4c2e-9d5e-2f1a7c3b4d5e', ''];
    expect(keys.map((key) => partitionOf(key, 8))).toEqual([4, 4, 0, 3, 0, 4, 6]);
  });

  it('spreads consecutive ids', () => {
    const partitions = range(8_000).map((id) => partitionOf(String(id), 8));
    const counts = range(8).map((partition) => partitions.filter((given) => given === partition).length);
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });
});
