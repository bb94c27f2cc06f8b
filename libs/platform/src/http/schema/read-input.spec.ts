import type { Type } from '@nestjs/common';
import { PartialType, PickType } from '@nestjs/swagger';
import { InvalidFields } from '../problem';
import { PageQuery } from './common-schemas';
import {
  BooleanField,
  IdField,
  IntegerField,
  NumberField,
  ObjectField,
  OneOfField,
  TextField,
  TimeField,
} from './field.decorators';
import { QueryPipe } from './input.decorator';
import { readInput } from './read-input';
import { viewBy } from './resource-view';

class Point {
  @NumberField({ description: 'Degrees' }) readonly lat!: number;
  @NumberField({ description: 'Degrees' }) readonly lng!: number;
}

class Place {
  @TextField({ max: 5 }) readonly name!: string;
  @TextField({ optional: true, nullable: true }) readonly note?: string | null;
  @IntegerField({ min: 1, max: 9, default: 3 }) readonly radius!: number;
  @ObjectField(Point) readonly centre!: Point;
  @TextField({ max: 3, list: { max: 2 }, optional: true }) readonly tags?: readonly string[];
  @ObjectField(Point, { list: { max: 50 }, optional: true }) readonly corners?: readonly Point[];
}

function errorsOf(run: () => unknown): Record<string, readonly string[]> {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidFields) return error.errors;
    throw error;
  }
  return {};
}

const good = { name: 'Depot', centre: { lat: 1, lng: 2 } };

describe('an input', () => {
  const read = (value: unknown, unknownFields: 'refuse' | 'ignore' = 'refuse') =>
    readInput(Place, value, unknownFields);

  it('is read with defaults for what is absent', () => {
    expect(read(good)).toEqual({ ...good, radius: 3 });
    const full = { ...good, note: null, radius: 9, tags: ['a'], corners: [{ lat: 0, lng: 0 }] };
    expect(read(full)).toEqual(full);
  });

  it('is refused with the path of each field that is wrong', () => {
    const errors = errorsOf(() =>
      read({ name: 'too long', radius: 0, centre: { lat: 'x' }, tags: ['abcd'], corners: [good.centre, 1] }),
    );
    expect(errors).toEqual({
      name: ['name must be shorter than or equal to 5 characters.'],
      radius: ['radius must not be less than 1.'],
      'centre.lat': ['centre.lat: lat must be a number.'],
      'centre.lng': ['centre.lng: lng is required.'],
      tags: ['each value in tags must be shorter than or equal to 3 characters.'],
      corners: ['each value in corners must be an object.'],
    });
  });

  it('says how a time is written, and that a query needs its + encoded', () => {
    class Span {
      @TimeField() readonly from!: string;
    }
    for (const from of ['2026-11-30', '2026-11-30T00:00:00', '2026-11-30T00:00:00 02:00'])
      expect(errorsOf(() => readInput(Span, { from }, 'refuse'))).toEqual({
        from: [
          'from must be a time with its offset (RFC 3339), as 2026-11-23T15:04:05Z; in a query + is written %2B.',
        ],
      });
  });

  it.each<[string, object]>([
    ['name', { name: null }],
    ['centre', { centre: [good.centre] }],
    ['centre', { centre: 1 }],
    ['tags', { tags: 'a' }],
    ['tags', { tags: ['a', 'b', 'c'] }],
    ['corners', { corners: { 0: good.centre } }],
    ['corners.1.lng', { corners: [good.centre, { lat: 1 }] }],
    ['corners.0.surprise', { corners: [{ ...good.centre, surprise: 1 }] }],
  ])('is refused for its field %s: %j', (path, fields) => {
    expect(Object.keys(errorsOf(() => read({ ...good, ...fields })))).toEqual([path]);
  });

  it('must be an object', () => {
    for (const value of [[], null, 1, 'x'])
      expect(Object.keys(errorsOf(() => read(value)))).toEqual(['body']);
  });

  it('loses unknown fields, or is refused for them', () => {
    expect(errorsOf(() => read({ ...good, surprise: 1 }))).toEqual({
      surprise: ['surprise is not a known field.'],
    });
    expect(read({ ...good, surprise: 1 }, 'ignore')).toEqual({ ...good, radius: 3 });
    const proto = JSON.parse('{"__proto__": {"name": "x"}}') as object;
    expect(Object.keys(errorsOf(() => read(proto)))).toContain('__proto__');
  });

  it('gets at most 20 problems reported, each briefly', () => {
    const names = Array.from({ length: 200 }, (_, index) => `${index}${'x'.repeat(1_000)}`);
    const errors = errorsOf(() => read({ ...good, ...Object.fromEntries(names.map((name) => [name, 1])) }));
    expect(Object.keys(errors)).toHaveLength(20);
    expect(JSON.stringify(errors).length).toBeLessThan(5_000);
    const corners = Array.from({ length: 50 }, () => ({ lat: 'x', lng: 'x' }));
    expect(Object.keys(errorsOf(() => read({ ...good, corners })))).toHaveLength(20);
  });

  it('is refused without checking the items of a list that is too long', () => {
    const item = Object.defineProperty({}, 'lat', {
      enumerable: true,
      get: () => {
        throw new Error('looked at');
      },
    });
    const corners = Array.from({ length: 51 }, () => item);
    expect(Object.keys(errorsOf(() => read({ ...good, corners })))).toEqual(['corners']);
  });

  it('may be derived from the class of a resource', () => {
    class Change extends PartialType(PickType(Place, ['name', 'centre', 'radius']), {
      skipNullProperties: false,
    }) {}
    expect(readInput(Change, { name: 'x' }, 'refuse')).toEqual({ name: 'x', radius: 3 });
    for (const bad of [{ tags: [] }, { name: null }, { centre: { lat: 1 } }]) {
      expect(() => readInput(Change, bad, 'refuse')).toThrow(InvalidFields);
    }
  });
});

describe('a field', () => {
  const accepts = (field: PropertyDecorator, value: unknown): boolean => {
    class One {
      readonly value!: unknown;
    }
    field(One.prototype, 'value');
    return Object.keys(errorsOf(() => readInput(One, { value }, 'refuse'))).length === 0;
  };

  it.each<[string, PropertyDecorator, unknown[], unknown[]]>([
    ['text', TextField(), ['', 'x'], [1, null, 'a\0b', 'x'.repeat(1_001), ['x'], {}]],
    ['id', IdField(), [1, 2 ** 53 - 1], [0, -1, 1.5, 2 ** 53, 1e300, '1', Number.NaN, [1]]],
    ['number', NumberField(), [0, -1.5], ['1', Number.NaN, Number.POSITIVE_INFINITY]],
    ['boolean', BooleanField(), [true, false], [0, 'true', null]],
    [
      'time',
      TimeField(),
      ['2026-11-23T15:04:05Z', '2026-11-23T15:04:05.123+02:00'],
      ['2026-11-23', '2026-11-23T15:04:05', 'yesterday', 1, '2026-13-01T00:00:00Z'],
    ],
    ['one of several', OneOfField(['a', 'b']), ['a'], ['c', null]],
    ['nullable', OneOfField(['a'], { nullable: true }), ['a', null], ['c', undefined]],
    ['list', IdField({ list: { min: 1, max: 2 } }), [[1], [1, 2]], [[], [1, 2, 3], ['1'], 1, null]],
    ['object', ObjectField(Point), [{ lat: 1, lng: 2 }], [{ lat: 1 }, [], null, 'x']],
  ])('of the kind %s accepts and refuses', (_kind, field, accepted, refused) => {
    for (const value of accepted) expect([value, accepts(field, value)]).toEqual([value, true]);
    for (const value of refused) expect([value, accepts(field, value)]).toEqual([value, false]);
  });
});

describe('a query', () => {
  class Query extends PageQuery {
    @IdField({ list: { max: 3 }, optional: true }) readonly ids?: readonly number[];
  }
  const read = (parameters: Record<string, string | string[]>, metatype: Type = Query) =>
    new QueryPipe().transform(parameters, { type: 'query', metatype });

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
    expect(Object.keys(errorsOf(() => read({ ids: ['1', '2'] })))).toEqual(['ids']);
  });

  it('must be declared as a class', () => {
    expect(() => read({ page: '1' }, Object)).toThrow('must be declared as a class');
  });
});

describe('a view', () => {
  class Van {
    @IdField() readonly id!: number;
    @TextField({ nullable: true }) readonly external_id!: string | null;
    @TimeField() readonly created_at!: string;
    @IdField() readonly offline_after_seconds!: number;
  }

  it('shows only the fields of its class', () => {
    const stored = {
      id: 7,
      accountId: 1,
      externalId: null,
      createdAt: new Date('2026-11-23T15:04:05Z'),
      offlineAfterSeconds: 900,
    };
    expect(viewBy(Van)(stored)).toEqual({
      id: 7,
      external_id: null,
      created_at: '2026-11-23T15:04:05.000Z',
      offline_after_seconds: 900,
    });
  });
});
