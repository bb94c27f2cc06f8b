import { jsonExcess, MAX_JSON_DEPTH, MAX_JSON_KEYS } from './json-limits';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
const withKeys = (keys: number): unknown =>
  Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, i]));

describe('limits of JSON', () => {
  it.each([['a string'], [null], [7], [{}], [nested(MAX_JSON_DEPTH)], [withKeys(MAX_JSON_KEYS)]])(
    'let %j pass',
    (value) => {
      expect(jsonExcess(value)).toBeNull();
    },
  );

  it('let long arrays pass', () => {
    expect(jsonExcess(Array.from({ length: 10_000 }, () => ({ lat: 1 })))).toBeNull();
  });

  it('refuse what is nested too deeply, however deeply', () => {
    expect(jsonExcess(nested(MAX_JSON_DEPTH + 1))).toBe('too_deep');
    expect(jsonExcess({ data: nested(100_000) })).toBe('too_deep');
  });

  it('refuse an object with too many keys at any level', () => {
    expect(jsonExcess([{ inner: withKeys(MAX_JSON_KEYS + 1) }])).toBe('too_many_keys');
  });
});
