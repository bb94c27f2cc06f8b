import { InvalidFields } from '../problem';
import { pageQuery } from './common-schemas';
import { QueryPipe } from './input.decorator';
import { viewBy } from './resource-view';
import { boolean, id, integer, number, oneOf, text, time } from './scalars';
import { namedSchemas, readInput, type Schema } from './schema';
import { anyOf, list, nullable, object, optional, record, withDefault } from './structures';

const point = object('Point', { lat: number('Degrees'), lng: number('Degrees') });
const place = object('Place', {
  name: text({ maxLength: 5 }),
  note: optional(nullable(text())),
  radius: withDefault(integer({ min: 1, max: 9 }), 3),
  centre: point,
  tags: optional(list(text({ maxLength: 3 }), { max: 2 })),
});

function errorsOf(run: () => unknown): Record<string, readonly string[]> {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidFields) return error.errors;
    throw error;
  }
  return {};
}

describe('a schema', () => {
  const read = (value: unknown, unknownFields: 'refuse' | 'ignore' = 'refuse') =>
    readInput(place, value, unknownFields);
  const good = { name: 'Depot', centre: { lat: 1, lng: 2 } };

  it('reads a value, with defaults for what is absent', () => {
    expect(read(good)).toEqual({ ...good, radius: 3 });
    expect(read({ ...good, note: null, radius: 9, tags: ['a'] })).toEqual({
      ...good,
      note: null,
      radius: 9,
      tags: ['a'],
    });
  });

  it('names each field that is wrong, by its path', () => {
    const errors = errorsOf(() =>
      read({ name: 'too long', radius: 0, centre: { lat: 'x' }, tags: ['abcd'] }),
    );
    expect(errors).toEqual({
      name: ['name must be a text of 0 to 5 characters.'],
      radius: ['radius must be a whole number from 1 to 9.'],
      'centre.lat': ['centre.lat must be a number.'],
      'centre.lng': ['centre.lng is required.'],
      'tags.0': ['tags.0 must be a text of 0 to 3 characters.'],
    });
    expect(Object.keys(errorsOf(() => read([])))).toEqual(['body']);
    expect(Object.keys(errorsOf(() => read({ ...good, tags: ['a', 'b', 'c'] })))).toEqual(['tags']);
  });

  it('refuses unknown fields, or leaves them out', () => {
    expect(errorsOf(() => read({ ...good, surprise: 1 }))).toEqual({
      surprise: ['surprise is not a known field.'],
    });
    expect(read({ ...good, surprise: 1 }, 'ignore')).toEqual({ ...good, radius: 3 });
    expect(Object.keys(errorsOf(() => read(JSON.parse('{"__proto__": {"name": "x"}}'))))).toContain(
      '__proto__',
    );
  });

  it('tells at most 20 problems, each briefly', () => {
    const names = Array.from({ length: 200 }, (_, index) => `${'x'.repeat(1_000)}${index}`);
    const strange = Object.fromEntries(names.map((name, index) => [`${index}${name}`, 1]));
    const errors = errorsOf(() => read({ ...good, ...strange }));
    expect(Object.keys(errors)).toHaveLength(20);
    expect(JSON.stringify(errors).length).toBeLessThan(5_000);
    const texts = list(text({ maxLength: 1 }), { max: 1_000 });
    const long = Array.from({ length: 1_000 }, () => 'xx');
    expect(Object.keys(errorsOf(() => readInput(texts, long, 'refuse')))).toHaveLength(20);
  });

  it.each<[Schema<unknown>, unknown[], unknown[]]>([
    [text(), ['', 'x'], [1, null, 'a\0b', 'x'.repeat(1_001)]],
    [id(), [1, 2 ** 53 - 1], [0, -1, 1.5, 2 ** 53, 1e300, '1', Number.NaN]],
    [number(), [0, -1.5], ['1', Number.NaN, Number.POSITIVE_INFINITY]],
    [boolean(), [true, false], [0, 'true', null]],
    [
      time(),
      ['2026-11-23T15:04:05Z', '2026-11-23T15:04:05.123+02:00'],
      ['2026-11-23', 'yesterday', 1, '2026-13-01T00:00:00Z'],
    ],
    [oneOf(['a', 'b']), ['a'], ['c', null]],
    [nullable(oneOf(['a'])), ['a', null], ['c']],
    [list(id(), { min: 1, max: 2 }), [[1], [1, 2]], [[], [1, 2, 3], ['1'], 1]],
    [
      anyOf(text({ maxLength: 2 }), object(null, { a: id() })),
      ['ab', { a: 1 }],
      ['abc', { a: 0 }, 1, { a: 1, b: 2 }],
    ],
    [record(number()), [{ a: 1 }], [{ a: 'x' }, [], null]],
  ])('accepts and refuses (%#)', (schema, accepted, refused) => {
    for (const value of accepted) expect(readInput(schema, value, 'refuse')).toEqual(value);
    for (const value of refused) expect(() => readInput(schema, value, 'refuse')).toThrow(InvalidFields);
  });

  it('collects its named parts for the OpenAPI document, and refers to them', () => {
    expect([...namedSchemas([place]).keys()].sort()).toEqual(['Place', 'Point']);
    expect(place.json).toMatchObject({
      required: ['name', 'centre'],
      properties: { centre: { $ref: '#/components/schemas/Point' }, radius: { default: 3 } },
    });
  });
});

describe('a query', () => {
  const query = object(null, { ids: optional(list(id(), { max: 3 })), ...pageQuery.fields });
  const read = (parameters: Record<string, string | string[]>) => new QueryPipe(query).transform(parameters);

  it('is read from text', () => {
    expect(read({ ids: '1,2', page: '2', unknown: 'x' })).toEqual({ ids: [1, 2], page: 2, per_page: 50 });
  });

  it.each([
    '0x4',
    '1e3',
    '1e300',
    '9223372036854775808',
    '9007199254740992',
    ' 1',
    '1.0',
    '01',
    '+1',
    '',
    '-0',
  ])('takes no number written as %p', (number) => {
    expect(Object.keys(errorsOf(() => read({ page: number })))).toEqual(['page']);
    expect(() => read({ ids: `1,${number}` })).toThrow(InvalidFields);
  });

  it('takes no parameter twice', () => {
    expect(Object.keys(errorsOf(() => read({ page: ['1', '2'] })))).toEqual(['page']);
  });
});

describe('a view', () => {
  const view = viewBy(
    object('Van', {
      id: id(),
      external_id: nullable(text()),
      created_at: time(),
      offline_after_seconds: id(),
    }),
  );

  it('shows just the fields of its schema', () => {
    const stored = {
      id: 7,
      accountId: 1,
      externalId: null,
      createdAt: new Date('2026-11-23T15:04:05Z'),
      offlineAfterSeconds: 900,
    };
    expect(view(stored)).toEqual({
      id: 7,
      external_id: null,
      created_at: '2026-11-23T15:04:05.000Z',
      offline_after_seconds: 900,
    });
  });
});
