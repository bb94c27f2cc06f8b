import type { AttributeValue } from '@yipii/domain';
import type { AttributeBag } from '../attribute-bag';
import { ATTRIBUTES, type AttributeDefinition } from '../attributes';
import type { Warning } from '../tracker-protocol';
import { readNumber } from './read-number';
import type { ReportFields } from './report-fields';

/** Other spellings of names in the catalogue, in lower case. */
const ALIASES: Readonly<Partial<Record<string, keyof typeof ATTRIBUTES>>> = {
  batt: 'batteryLevel',
  battery: 'batteryLevel',
  battery_level: 'batteryLevel',
  acc: 'accuracy',
  gps_accuracy: 'accuracy',
  charge: 'charging',
  is_charging: 'charging',
  ischarging: 'charging',
  driveruniqueid: 'driverId',
  sat: 'satellites',
  is_moving: 'motion',
};
const BY_LOWER_CASE = new Map(Object.keys(ATTRIBUTES).map((name) => [name.toLowerCase(), name]));
/** Radio cells and access points are not readings; a secret is a proof, wherever it stands, and never data. */
const IGNORED: readonly string[] = ['cell', 'wifi', 'secret'];
/** How programs print a missing value. */
const NO_VALUE = /^(|-+|nan|[+-]?inf(inity)?|none|null|undefined|n\/a)$/i;
/** No leading zeros, since `007` is a name, and short enough to be exact. */
const LOOKS_LIKE_NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d*)?([eE][+-]?\d{1,3})?$/;

type Range = readonly [from: number, to: number];
/** Values outside these ranges mean that the phone does not know. */
const RANGES: Readonly<Partial<Record<string, Range>>> = {
  batteryLevel: [0, 100],
  accuracy: [Number.MIN_VALUE, Infinity],
  satellites: [0, Infinity],
};

/** Puts the remaining fields of a report into the bag, under the names of the catalogue. */
export function readAttributes(fields: ReportFields, bag: AttributeBag): Warning[] {
  const warnings: Warning[] = [];
  for (const [name, value] of fields.rest) {
    if (IGNORED.includes(name)) continue;
    const known = catalogueName(name);
    const read = known ? readKnown(known, value) : readUnknown(value);
    if (read === undefined) warnings.push({ reason: 'bad_attribute_value', detail: name.slice(0, 64) });
    else if (read !== null) bag.set(known ?? name, read);
  }
  return warnings;
}

/** Returns the catalogue's name of a parameter, or undefined if it has none. */
export function catalogueName(name: string): keyof typeof ATTRIBUTES | undefined {
  const lower = name.toLowerCase();
  if (Object.hasOwn(ALIASES, lower)) return ALIASES[lower];
  return BY_LOWER_CASE.get(lower) as keyof typeof ATTRIBUTES | undefined;
}

/** Returns null if the phone does not know the value, undefined if the value can't be read. */
function readKnown(name: keyof typeof ATTRIBUTES, value: AttributeValue): AttributeValue | null | undefined {
  const definition: AttributeDefinition = ATTRIBUTES[name];
  if (definition.type === 'boolean') return readBoolean(value);
  if (definition.type !== 'number') return readUnknown(value);
  const number = readNumber(value);
  if (number === null) return undefined;
  const [from, to] = RANGES[name] ?? [-Infinity, Infinity];
  return number >= from && number <= to ? number : null;
}

function readBoolean(value: AttributeValue): boolean | undefined {
  const text = String(value).trim().toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  return ['false', '0', 'no', 'off'].includes(text) ? false : undefined;
}

function readUnknown(value: AttributeValue): AttributeValue | undefined {
  if (typeof value !== 'string') return value;
  if (NO_VALUE.test(value.trim())) return undefined;
  if (LOOKS_LIKE_NUMBER.test(value)) return readNumber(value) ?? undefined;
  return value === 'true' || value === 'false' ? value === 'true' : value;
}
