import fc from 'fast-check';
import { MaxHeap } from './max-heap';

describe('a heap', () => {
  it('gives back what was put in, the largest first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (numbers) => {
        const sut = new MaxHeap<number>((number) => number);
        for (const number of numbers) sut.push(number);
        const popped = numbers.map(() => sut.pop());
        expect(popped).toEqual([...numbers].sort((a, b) => b - a));
        expect(sut.pop()).toBeUndefined();
      }),
    );
  });
});
