import fc from 'fast-check';
import { NumberHeap } from './number-heap';

describe('a heap of numbers', () => {
  it('returns them in the order of their keys, whenever they came', () => {
    const key = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.boolean()), { maxLength: 3_000 }), (steps) => {
        const heap = new NumberHeap();
        const waiting = new Map<number, number>();
        steps.forEach(([value, alsoPop], i) => {
          heap.push(value, i);
          waiting.set(i, value);
          if (!alsoPop) return;
          expect(heap.smallestKey).toBe(Math.min(...waiting.values()));
          const popped = heap.pop();
          expect(waiting.get(popped)).toBe(Math.min(...waiting.values()));
          waiting.delete(popped);
        });
        const rest: number[] = [];
        while (!heap.isEmpty) rest.push(waiting.get(heap.pop()) ?? NaN);
        expect(rest).toEqual([...waiting.values()].sort((a, b) => a - b));
      }),
      { numRuns: 30, seed: 5 },
    );
  });
});
