import { LazyMap, LazySet } from './lazy-collections';

describe('a lazy set', () => {
  it('is a set, also while it has no memory of its own', () => {
    const set = new LazySet<string>();
    expect([set.size, set.has('a'), set.delete('a'), [...set]]).toEqual([0, false, false, []]);
    set.add('a');
    set.add('b');
    set.add('a');
    expect([set.size, set.has('a'), [...set]]).toEqual([2, true, ['a', 'b']]);
    expect([set.delete('a'), set.delete('a'), [...set]]).toEqual([true, false, ['b']]);
  });
});

describe('a lazy map', () => {
  it('is a map, also while it has no memory of its own', () => {
    const map = new LazyMap<string, number | null>();
    expect([map.size, map.has('a'), map.get('a'), map.delete('a'), [...map]]).toEqual([
      ...[0, false, undefined, false],
      [],
    ]);
    map.set('a', null);
    map.set('b', 1);
    expect([map.size, map.has('a'), map.get('a'), map.get('b')]).toEqual([2, true, null, 1]);
    expect([map.delete('a'), [...map]]).toEqual([true, [['b', 1]]]);
  });
});
