import type { FieldProblems } from './field-problems';
import { withoutUndefined, type JsonSchema, type Schema } from './schema';

interface TextRules {
  readonly description?: string;
  /** In characters (UTF-16 units). */
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: RegExp;
  /** What `pattern` demands, to follow the field's name: `must be …`. */
  readonly demand?: string;
}

/** Of a text without a limit of its own. */
const MAX_LENGTH = 1_000;

/** A text without NUL, which PostgreSQL can't store. */
export function text({ description, ...rules }: TextRules = {}): Schema<string> {
  const { minLength, maxLength = MAX_LENGTH, pattern } = rules;
  const demand = rules.demand ?? `must be a text of ${minLength ?? 0} to ${maxLength} characters`;
  const isText = (value: unknown): boolean =>
    typeof value === 'string' &&
    value.length >= (minLength ?? 0) &&
    value.length <= maxLength &&
    !value.includes('\0') &&
    (pattern?.test(value) ?? true);
  const json = {
    type: 'string',
    description,
    minLength,
    maxLength: rules.maxLength,
    pattern: pattern?.source,
  };
  return scalar(json, isText, demand);
}

interface IntegerRules {
  readonly description?: string;
  readonly min: number;
  readonly max: number;
}

export function integer({ description, min, max }: IntegerRules): Schema<number> {
  const isFitting = (value: unknown): boolean =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
  const json = { type: 'integer', minimum: min, maximum: max, description };
  return {
    ...scalar<number>(json, isFitting, `must be a whole number from ${min} to ${max}`),
    fromText: integerFromText,
  };
}

/** The id of an asset, account, … */
export function id(): Schema<number> {
  return integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
}

/** In decimal digits only: neither `0x4` nor `1e3` is what a caller means by an id. */
function integerFromText(value: string): unknown {
  return /^(0|-?[1-9]\d{0,15})$/.test(value) ? Number(value) : value;
}

/** Any finite number. @param description names its unit */
export function number(description?: string): Schema<number> {
  return scalar({ type: 'number', description }, Number.isFinite, 'must be a number');
}

export function boolean(description?: string): Schema<boolean> {
  const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
  return scalar({ type: 'boolean', description }, isBoolean, 'must be true or false');
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i;

/** A date and time with its offset (RFC 3339). */
export function time(description?: string): Schema<string> {
  const isTime = (value: unknown): boolean =>
    typeof value === 'string' && RFC_3339.test(value) && !Number.isNaN(Date.parse(value));
  const json = { type: 'string', format: 'date-time', description };
  return scalar(json, isTime, 'must be a date and time with its offset, e.g. 2026-11-23T15:04:05Z');
}

export function oneOf<const T extends string>(values: readonly T[], description?: string): Schema<T> {
  const isKnown = (value: unknown): boolean => values.includes(value as T);
  return scalar(
    { type: 'string', enum: values, description },
    isKnown,
    `must be one of ${values.join(', ')}`,
  );
}

export function constant<const T extends string | number>(value: T): Schema<T> {
  return scalar({ const: value }, (given) => given === value, `must be ${value}`);
}

function scalar<T>(json: JsonSchema, fits: (value: unknown) => boolean, demand: string): Schema<T> {
  return {
    json: withoutUndefined(json),
    parts: [],
    fromText: (value) => value,
    check: (value: unknown, at: FieldProblems) => (fits(value) ? value : at.refuse(demand)),
  };
}
