import { OnceInAWhile } from './once-in-a-while';

describe('once in a while', () => {
  it('lets each key through once per interval', () => {
    const keys = new OnceInAWhile(10, 100);
    expect([keys.take('a', 1), keys.take('b', 2), keys.take('a', 10), keys.take('a', 11)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect([keys.take('b', 11), keys.take('b', 12), keys.take('a', 20)]).toEqual([false, true, false]);
  });

  it('forgets the oldest when there are too many keys', () => {
    const keys = new OnceInAWhile(10, 2);
    for (const key of ['a', 'b', 'c']) expect(keys.take(key, 1)).toBe(true);
    expect([keys.take('b', 2), keys.take('c', 2), keys.take('a', 2)]).toEqual([false, false, true]);
  });
});
