import { AttributeBag } from './attribute-bag';

describe('AttributeBag', () => {
  it('keeps at most 64 attributes and says so once', () => {
    const bag = new AttributeBag();
    for (let i = 0; i < 70; i++) bag.set(`io${i}`, i);
    bag.set('io0', 'changed');
    expect(Object.keys(bag.attributes)).toHaveLength(64);
    expect(bag.attributes.io0).toBe('changed');
    expect(bag.warnings).toEqual([{ reason: 'too_many_attributes', detail: 'io64' }]);
  });

  it('refuses names that could be something else than a name', () => {
    const bag = new AttributeBag();
    for (const name of ['__proto__', '', '1a', 'a b', 'a-b', 'ü', 'a'.repeat(65)]) bag.set(name, 1);
    expect(Object.keys(bag.attributes)).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('keeps names of object members as plain names', () => {
    const bag = new AttributeBag();
    bag.set('constructor', 1);
    bag.set('toString', 2);
    expect(JSON.stringify(bag.attributes)).toBe('{"constructor":1,"toString":2}');
    expect(Object.getPrototypeOf(bag.attributes)).toBeNull();
  });

  it('cuts long texts and removes control characters and halves of characters', () => {
    const bag = new AttributeBag();
    bag.set('name', 'Nevera_3\u0000\u0007\n\u0085');
    bag.set('long', 'x'.repeat(255) + '😀');
    expect(bag.attributes).toEqual({ name: 'Nevera_3', long: 'x'.repeat(255) });
    expect(bag.warnings).toEqual([{ reason: 'attribute_cut', detail: 'long' }]);
  });

  it('refuses numbers that JSON does not know', () => {
    const bag = new AttributeBag();
    bag.set('speed', NaN);
    bag.set('level', Infinity);
    expect(bag.attributes).toEqual({});
  });
});
