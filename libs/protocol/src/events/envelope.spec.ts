import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { topics, type Topic } from '../topics';
import { openEnvelope } from './envelope';
import { SAMPLES } from './events.samples';

const SCHEMAS = path.resolve(__dirname, '../../../../docs/schemas');
/** What stands where something else is expected. */
const ODD = [null, true, 'x', '', -1, 0, 1.5, 2 ** 60, [], {}, [null], { x: 1 }, undefined];

/** Absent is not the same as null there: the link has no arrival rule, or alerts of the type say nothing of it. */
const OPTIONAL = ['distance_km', 'eta_minutes', 'geofenceId', 'geofenceName'];

interface Case {
  readonly topic: Topic<unknown>;
  readonly sample: object;
  /** Whether the published JSON Schema takes it. */
  readonly accepts: (value: unknown) => boolean;
}

const cases = Object.values(topics as Record<string, Topic<unknown>>).flatMap((topic): Case[] => {
  const schema = JSON.parse(readFileSync(path.join(SCHEMAS, `${topic.name}.json`), 'utf8')) as object;
  const accepts = new Ajv({ allowUnionTypes: true, strictTypes: false }).compile(schema);
  return (SAMPLES[topic.name] ?? []).map((sample) => ({ topic, sample, accepts: (value) => accepts(value) }));
});

/** Reads a copy: reading completes in place. */
function read({ topic }: Case, value: unknown): unknown {
  return openEnvelope(topic, structuredClone(value));
}

describe('reading a message of each topic', () => {
  it.each(cases)('takes the sample of $topic.name as it is', (one) => {
    expect(read(one, one.sample)).toEqual(one.sample);
    expect(one.accepts(one.sample)).toBe(true);
  });

  it.each(cases)('takes of $topic.name what the published JSON Schema takes, and nothing else', (one) => {
    fc.assert(
      fc.property(fc.constantFrom(...placesOf(one.sample)), fc.constantFrom(...ODD), (place, odd) => {
        const value = replaced(one.sample, place, odd);
        expect([value, read(one, value) !== undefined]).toEqual([value, one.accepts(value)]);
      }),
      { numRuns: 600, seed: 7 },
    );
  });

  it.each(cases)('completes $topic.name with null wherever null is taken and a field is absent', (one) => {
    const nullable = placesOf(one.sample)
      .filter((place) => place.length > 0 && !OPTIONAL.includes(String(place.at(-1))))
      .filter((place) => read(one, replaced(one.sample, place, null)) !== undefined);
    for (const place of nullable) {
      expect([place, read(one, replaced(one.sample, place, undefined))]).toEqual([
        place,
        replaced(one.sample, place, null),
      ]);
    }
    expect(nullable).toContainEqual(['traceparent']);
  });

  it.each(cases)('keeps fields of $topic.name that a newer version has added', (one) => {
    for (const place of placesOf(one.sample).filter((at) => isFields(valueAt(one.sample, at)))) {
      const newer = replaced(one.sample, [...place, 'addedLater'], { x: [1] });
      const isAttributes = place.at(-1) === 'attributes';
      expect([place, read(one, newer)]).toEqual([place, isAttributes ? undefined : newer]);
    }
  });

  it.each(['status.changed.v1', 'position.enriched.v1', 'access.revoked.v1', 'registry.changed.v1'])(
    'carries a value that a newer version has added to those of %s',
    (name) => {
      const one = cases.find(({ topic }) => topic.name === name) as Case;
      const place = placesOf(one.sample).find((at) => ['status', 'kind'].includes(String(at.at(-1)))) ?? [];
      const newer = replaced(one.sample, place, 'towed');
      expect(read(one, newer)).toEqual(newer);
    },
  );

  it('carries a change of a link that a newer version has added, but none that lacks what is known of it', () => {
    const one = cases.find(({ topic }) => topic === topics.linkChanged) as Case;
    const change = (event: object) => read(one, { ...one.sample, event: { linkUuid: 'a', ...event } });
    expect(change({ change: 'paused', until: 'noon' })).toBeDefined();
    expect(change({ change: 'expired', at: '2026-11-23T15:04:05.000Z' })).toBeUndefined();
  });

  it('sets what the type of the event names as a default', () => {
    const one = cases.find(({ topic }) => topic === topics.positionReceived) as Case;
    const settings = ['event', 'settings'];
    const bare = replaced(one.sample, settings, {});
    const complete = { timeZone: null, clockOffsetMs: 0, odometerOffsetKm: 0, movingFromKmh: 5 };
    expect(one.accepts(bare)).toBe(true);
    expect(read(one, bare)).toEqual(replaced(one.sample, settings, complete));
  });
});

type Place = readonly (string | number)[];

function placesOf(value: unknown, prefix: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [prefix];
  return [prefix, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...prefix, key]))];
}

function valueAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}

function isFields(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of `value` with `odd` in the place; `undefined` leaves the field out. */
function replaced(value: unknown, [key, ...rest]: Place, odd: unknown): unknown {
  if (key === undefined) return odd ?? null;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  if (rest.length > 0 || odd !== undefined) copy[key] = replaced(copy[key], rest, odd);
  else if (!Array.isArray(copy)) Reflect.deleteProperty(copy, key);
  return copy;
}
