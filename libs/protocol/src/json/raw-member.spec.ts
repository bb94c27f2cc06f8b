import fc from 'fast-check';
import { rawMember } from './raw-member';

const SEED = 20_261_128;

describe('the text of a member', () => {
  it.each([
    ['{"data":{ "a" : [1.0, 1e2] }}', '{ "a" : [1.0, 1e2] }'],
    ['{ "event":"x" , "data" :\t12345678901234567890 }', '12345678901234567890'],
    ['{"data":"a\\"},{\\\\","x":1}', '"a\\"},{\\\\"'],
    ['{"data":1,"data":[2]}', '[2]'],
    ['{"d\\u0061ta":null}', 'null'],
    ['{"x":{"data":1},"data":2}', '2'],
    ['{"x":"{\\"data\\":1}","data":-0}', '-0'],
  ])('in %s is %s', (text, expected) => {
    expect(rawMember(text, 'data')).toBe(expected);
  });

  it.each(['{}', ' { } ', '{"x":{"data":1}}', '{"x":"data"}'])('in %s is absent', (text) => {
    expect(rawMember(text, 'data')).toBeUndefined();
  });

  it('means what JSON.parse says, in any object', () => {
    const anObject = fc.dictionary(fc.oneof(fc.string(), fc.constant('data')), fc.jsonValue());
    fc.assert(
      fc.property(anObject, fc.constantFrom(undefined, 1, '\t'), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        for (const name of ['data', ...Object.keys(parsed)]) {
          const raw = rawMember(text, name);
          const value = Object.hasOwn(parsed, name) ? JSON.stringify(parsed[name]) : undefined;
          expect(raw === undefined ? undefined : JSON.stringify(JSON.parse(raw))).toBe(value);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('costs no stack, however deep it is', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(rawMember(`{"data":${deep}}`, 'data')).toBe(deep);
  });
});
