import type { RandomSource } from './random-source';

/** JSON texts of values that nobody expects in a field; some of them are no JSON at all. */
const ODD_VALUES: readonly [string, ...string[]] = [
  'null',
  'true',
  'false',
  '0',
  '-1',
  '4.5',
  '1e308',
  '1e999',
  '-1e999',
  '9007199254740993',
  '1234567890'.repeat(40),
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\u202e\\ufeff"',
  '"💥"',
  '"null"',
  '"{}"',
  '"[object Object]"',
  '"__proto__"',
  '"constructor"',
  '[]',
  '[null]',
  '["private-room"]',
  '{}',
  '{"__proto__":{"isAuthorised":true}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"toString":1,"valueOf":2,"length":-1}',
  '{"channel":"room"}',
  'undefined',
  'NaN',
  "'text'",
  '[1,2',
  '{"a":}',
];
const DEPTHS: readonly [number, ...number[]] = [3, 50, 500, 7_900];
const MEMBERS: readonly [number, ...number[]] = [199, 201, 1_000];
const LENGTHS: readonly [number, ...number[]] = [129, 164, 201, 1_000, 5_000, 11_000];
/** Nested objects beyond it do not fit into a frame. */
const MAX_OBJECTS = 2_000;
const CONTROL = '\u0000\u0001\u0007\u0008\u000b\u001b\u007f\u0085';

/** The JSON text of a value that does not belong where it is put. */
export function hostileValue(random: RandomSource): string {
  switch (random.below(9)) {
    case 0:
      return nested(random);
    case 8:
      return wide(random);
    case 1:
      return JSON.stringify('x'.repeat(random.of(LENGTHS)));
    case 2:
      return JSON.stringify(CONTROL.slice(random.below(CONTROL.length)));
    // Not escaped, which JSON forbids.
    case 3:
      return `"${CONTROL}"`;
    default:
      return random.of(ODD_VALUES);
  }
}

/** An object's text with these fields; a field may be left out, be there twice, or hold something hostile. */
export function hostileObject(
  random: RandomSource,
  fields: Readonly<Record<string, string>>,
  harm = 30,
): string {
  const parts = Object.entries(fields).flatMap(([name, value]) => {
    const field = `${JSON.stringify(name)}:${value}`;
    if (!random.percent(harm)) return [field];
    const odd = `${JSON.stringify(name)}:${hostileValue(random)}`;
    return random.of([[], [odd], [field, odd], [odd, field], [`"__proto__":${value}`]]);
  });
  if (random.percent(harm / 4)) parts.push(`"${'k'.repeat(random.of(LENGTHS))}":1`);
  return `{${parts.join(',')}}`;
}

/** Cut short, with bits turned over, with bytes that are no UTF-8, or with a piece of itself repeated. */
export function damaged(random: RandomSource, bytes: Buffer): Buffer {
  const at = random.below(Math.max(1, bytes.length));
  switch (random.below(5)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from([0xff, 0xc0, 0xaf, 0xed]),
        bytes.subarray(at),
      ]);
    case 2:
      return Buffer.concat([bytes, bytes.subarray(at)]);
    default:
      return flipped(random, bytes);
  }
}

function flipped(random: RandomSource, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let flips = 1 + random.below(4); flips > 0 && copy.length > 0; flips--) {
    const at = random.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  }
  return copy;
}

function nested(random: RandomSource): string {
  const depth = random.of(DEPTHS);
  return random.percent(50) || depth > MAX_OBJECTS
    ? '['.repeat(depth) + ']'.repeat(depth)
    : '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
}

function wide(random: RandomSource): string {
  const count = random.of(MEMBERS);
  return `{${Array.from({ length: count }, (_, i) => `"k${i}":${i}`).join(',')}}`;
}
