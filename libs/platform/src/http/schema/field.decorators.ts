import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  Allow,
  ArrayMaxSize,
  ArrayMinSize,
  getMetadataStorage,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsRFC3339,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  NotContains,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';

interface FieldOptions {
  readonly description?: string;
  /** A value for the documentation; without it one is made up from the field’s name and kind. */
  readonly example?: unknown;
  /** May be null, which stands for unknown. */
  readonly nullable?: boolean;
  /** May be absent. */
  readonly optional?: boolean;
  /** The value of an absent field. */
  readonly default?: number | string | boolean | readonly never[];
  /** A list of such values. Its length is checked before its items. In a query it is comma-separated. */
  readonly list?: { readonly min?: number; readonly max?: number };
}

/** What the reader of an input must know about a field before its rules run. */
export interface Field {
  readonly list: FieldOptions['list'];
  readonly default: FieldOptions['default'];
  readonly nullable: boolean;
  /** Of an object. */
  readonly type: Type<object> | undefined;
  /** Reads a parameter of a query; a text that can't be read is returned as it is. */
  readonly fromText: (text: string) => unknown;
}

/** A JSON Schema as `@nestjs/swagger` takes it. */
type Shape = Readonly<Record<string, unknown>>;

interface Kind {
  readonly schema?: Shape;
  readonly type?: Type<object>;
  readonly rules: (each: ValidationOptions) => readonly PropertyDecorator[];
  readonly fromText?: (text: string) => unknown;
}

/** Of a text without a limit of its own. */
const MAX_LENGTH = 1_000;

interface TextOptions extends FieldOptions {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** What `pattern` requires, phrased to follow the field's name: `must be …`. */
  readonly demand?: string;
}

/** A text without NUL, which PostgreSQL can't store, and without lone surrogates, which UTF-8 can't. */
export function TextField(options: TextOptions = {}): PropertyDecorator {
  const { min, max, pattern, demand } = options;
  return field(options, {
    schema: { type: 'string', minLength: min, maxLength: max, pattern: pattern?.source },
    rules: (each) => [
      IsString(each),
      ...(min === undefined ? [] : [MinLength(min, each)]),
      MaxLength(max ?? MAX_LENGTH, each),
      NotContains('\0', { ...each, message: '$property must not contain NUL' }),
      IsWellFormed(each),
      ...(pattern ? [Matches(pattern, { ...each, ...(demand && { message: `$property ${demand}` }) })] : []),
    ],
  });
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function IsWellFormed(each: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && !LONE_SURROGATE.test(value);
  return ValidateBy(
    { name: 'isWellFormed', validator: { validate } },
    { ...each, message: '$property must not contain lone surrogates' },
  );
}

export function IntegerField(options: FieldOptions & { min: number; max: number }): PropertyDecorator {
  const { min, max } = options;
  return field(options, {
    schema: { type: 'integer', minimum: min, maximum: max },
    rules: (each) => [IsInt(each), Min(min, each), Max(max, each)],
    fromText: integerFromText,
  });
}

/** The id of an asset, account, … */
export function IdField(options: FieldOptions = {}): PropertyDecorator {
  return IntegerField({ ...options, min: 1, max: Number.MAX_SAFE_INTEGER });
}

/** The id of a tracking link, a session, … in its canonical form. */
export function UuidField(options: FieldOptions = {}): PropertyDecorator {
  const example = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
  return field(
    { example: options.list ? [example] : example, ...options },
    {
      schema: { type: 'string', format: 'uuid' },
      rules: (each) => [Matches(UUID, { ...each, message: '$property must be a UUID' })],
    },
  );
}

/** As we write them: in lower case. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is a UUID as we write them. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A finite number, optionally within bounds. The description names its unit. */
export function NumberField(options: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  const { min, max } = options;
  return field(options, {
    schema: { type: 'number', minimum: min, maximum: max },
    rules: (each) => [
      IsNumber({}, each.each ? each : { message: '$property must be a number' }),
      ...(min === undefined ? [] : [Min(min, each)]),
      ...(max === undefined ? [] : [Max(max, each)]),
    ],
    fromText: numberFromText,
  });
}

export function BooleanField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, {
    schema: { type: 'boolean' },
    rules: (each) => [IsBoolean(each)],
    fromText: (text) => (text === 'true' ? true : text === 'false' ? false : text),
  });
}

const NO_TIME =
  '$property must be a time with its offset (RFC 3339), as 2026-11-23T15:04:05Z; in a query + is written %2B';

/** A date and time with its offset (RFC 3339). */
export function TimeField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, {
    schema: { type: 'string', format: 'date-time' },
    rules: (each) => [IsRFC3339({ ...each, message: NO_TIME })],
  });
}

export function OneOfField(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(options, {
    schema: { type: 'string', enum: [...values] },
    rules: (each) => [IsIn(values, each)],
  });
}

/**
 * Any value that a function accepts.
 * @param problemOf what is wrong with a value, to follow the field's name; null if nothing is
 * @param schema the JSON Schema that comes closest to it
 */
export function CheckedField(
  problemOf: (value: unknown) => string | null,
  schema: Shape,
  options: FieldOptions = {},
): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => problemOf(value) === null,
    defaultMessage: (args?: { value: unknown; property: string }) =>
      `${args?.property} ${problemOf(args?.value)}`,
  };
  return field(options, {
    schema,
    rules: (each) => [ValidateBy({ name: 'checked', validator }, each)],
    fromText: jsonFromText,
  });
}

/** An object of a class with fields of its own. */
export function ObjectField(type: Type<object>, options: FieldOptions = {}): PropertyDecorator {
  return field(options, {
    type,
    rules: (each) => [IsObject(each), ValidateNested(each)],
    fromText: jsonFromText,
  });
}

/** Accepts decimal digits only: callers mean neither `0x4` nor `1e3` by a number. */
export function integerFromText(text: string): unknown {
  return /^(0|-?[1-9]\d{0,15})$/.test(text) ? Number(text) : text;
}

function numberFromText(text: string): unknown {
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text;
}

function jsonFromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const fields = new WeakMap<Type<object>, ReadonlyMap<string, Field>>();

/** Returns the fields of a class by name, inherited and picked ones among them. */
export function fieldsOf(type: Type<object>): ReadonlyMap<string, Field> {
  const known = fields.get(type);
  if (known) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const found = new Map(
    rules.flatMap(({ propertyName, context }) => (isField(context) ? [[propertyName, context.field]] : [])),
  );
  fields.set(type, found);
  return found;
}

function isField(context: unknown): context is { readonly field: Field } {
  return typeof context === 'object' && context !== null && 'field' in context;
}

function field(
  options: FieldOptions,
  { schema = {}, type, rules, fromText = keep }: Kind,
): PropertyDecorator {
  const { list, nullable, default: preset } = options;
  const isOptional = options.optional ?? preset !== undefined;
  const isChecked = (_object: unknown, value: unknown): boolean =>
    value === null ? !nullable : value !== undefined || !isOptional;
  return applyDecorators(
    // It survives in the classes that PickType, OmitType and PartialType derive.
    Allow({
      context: {
        field: { list, default: preset, nullable: nullable ?? false, type, fromText } satisfies Field,
      },
    }),
    ValidateIf(isChecked),
    ...(isOptional ? [] : [IsDefined({ message: '$property is required' })]),
    ...(list ? [IsArray(), ArrayMinSize(list.min ?? 0), ArrayMaxSize(list.max ?? Infinity)] : []),
    ...rules({ each: list !== undefined }),
    ApiProperty(defined({ ...shapeOf(options, schema, type), required: !isOptional })),
  );
}

function shapeOf(options: FieldOptions, schema: Shape, type: Kind['type']): Shape {
  const { list, description, example, nullable, default: preset } = options;
  const common = defined({
    ...{ description, example, nullable, default: preset },
    ...{ minItems: list?.min, maxItems: list?.max },
  });
  if (type) return { type, isArray: list !== undefined, ...common };
  return list ? { type: 'array', items: defined(schema), ...common } : { ...schema, ...common };
}

function defined(values: Shape): Shape {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function keep(text: string): unknown {
  return text;
}
