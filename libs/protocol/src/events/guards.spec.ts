import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { topics, type Topic } from '../topics';
import { SAMPLES, VARIANTS } from './guards.samples';

const SCHEMAS = path.resolve(__dirname, '../../../../docs/schemas');
/** What stands where something else is expected. */
const ODD = [null, true, 'x', '', -1, 0, 1.5, 2 ** 60, [], {}, [null], { x: 1 }, undefined];

const validators = Object.values(topics as Record<string, Topic<unknown>>).flatMap((topic) => {
  const schema = JSON.parse(readFileSync(path.join(SCHEMAS, `${topic.name}.json`), 'utf8')) as object;
  const validate = new Ajv({ allowUnionTypes: true, strictTypes: false }).compile(schema);
  const samples = [SAMPLES[topic.name], ...(VARIANTS[topic.name] ?? [])];
  return samples.map((sample) => ({ topic, accepts: (value: unknown) => validate(value), sample }));
});

describe('the guard of each topic and its published JSON Schema', () => {
  it.each(validators)('accept the same sample of $topic.name', ({ topic, accepts, sample }) => {
    expect(topic.accepts(sample)).toBe(true);
    expect(accepts(sample)).toBe(true);
    expect(topic.accepts({ ...(sample as object), unknown: 'ignored' })).toBe(true);
  });

  it.each(validators)('agree on $topic.name with anything odd at any place', ({ topic, accepts, sample }) => {
    const places = placesOf(sample);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...ODD), (place, odd) => {
        const value = replaced(sample, place, odd);
        expect([value, topic.accepts(value)]).toEqual([value, accepts(value)]);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

type Place = readonly (string | number)[];

function placesOf(value: unknown, prefix: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [prefix];
  return [prefix, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...prefix, key]))];
}

/** A copy of `value` with `odd` in the place; `undefined` leaves the field out. */
function replaced(value: unknown, [key, ...rest]: Place, odd: unknown): unknown {
  if (key === undefined) return odd ?? null;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  if (rest.length > 0 || odd !== undefined) copy[key] = replaced(copy[key], rest, odd);
  else if (!Array.isArray(copy)) Reflect.deleteProperty(copy, key);
  return copy;
}
