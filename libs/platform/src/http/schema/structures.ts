import { FieldProblems } from './field-problems';
import { jsonOf, withoutUndefined, type JsonSchema, type Schema, type TypeOf } from './schema';

/** Or null, which stands for unknown. */
export function nullable<T>(inner: Schema<T>): Schema<T | null> {
  const { type, ...rest } = inner.json;
  const isPlain = inner.name === undefined && typeof type === 'string';
  const json = isPlain ? { type: [type, 'null'], ...rest } : { anyOf: [jsonOf(inner), { type: 'null' }] };
  return derived(inner, json, (value, at) => (value === null ? null : inner.check(value, at)));
}

/** May be absent from its object. */
export function optional<T>(inner: Schema<T>): OptionalSchema<T> {
  return { ...inner, absent: { value: undefined } };
}

/** Counts as `value` where it is absent from its object. */
export function withDefault<T>(inner: Schema<T>, value: T): Schema<T> {
  return { ...inner, json: { ...inner.json, default: value }, absent: { value } };
}

interface OptionalSchema<T> extends Schema<T> {
  readonly absent: { readonly value: undefined };
}

interface ListRules {
  readonly description?: string;
  readonly min?: number;
  readonly max?: number;
}

/** In a query it is comma-separated. */
export function list<T>(item: Schema<T>, { description, min, max }: ListRules = {}): Schema<readonly T[]> {
  const json = { type: 'array', description, items: jsonOf(item), minItems: min, maxItems: max };
  return {
    json: withoutUndefined(json),
    parts: [item],
    fromText: (text) => text.split(',').map((part) => item.fromText(part)),
    check: (value, at) => {
      if (!Array.isArray(value) || value.length < (min ?? 0)) {
        return at.refuse(`must be a list${min ? ` of at least ${min}` : ''}`);
      }
      // Before the items are looked at: a stranger's list may be long.
      if (max !== undefined && value.length > max) return at.refuse(`must have at most ${max} items`);
      return value.map((element, index) => (at.isFull ? null : item.check(element, at.field(index))));
    },
  };
}

/** Values by names that are not known beforehand. */
export function record<T>(value: Schema<T>, description?: string): Schema<Readonly<Record<string, T>>> {
  return {
    json: withoutUndefined({ type: 'object', description, additionalProperties: jsonOf(value) }),
    parts: [value],
    fromText: (text) => text,
    check: (given, at) => {
      if (!isObject(given)) return at.refuse('must be an object');
      return Object.fromEntries(
        Object.entries(given).map(([name, entry]) => [name, value.check(entry, at.field(name))]),
      );
    },
  };
}

/** One of several forms. */
export function anyOf<const S extends readonly Schema<unknown>[]>(...schemas: S): Schema<TypeOf<S[number]>> {
  return {
    json: { anyOf: schemas.map(jsonOf) },
    parts: schemas,
    fromText: (text) => text,
    check: (value, at) => {
      for (const schema of schemas) {
        const attempt = FieldProblems.root(at.unknownFields);
        const result = schema.check(value, attempt);
        if (attempt.isEmpty) return result;
      }
      return at.refuse('has none of the possible forms');
    },
  };
}

export type Fields = Readonly<Record<string, Schema<unknown>>>;

type OptionalNames<F extends Fields> = {
  [Name in keyof F]: F[Name] extends OptionalSchema<unknown> ? Name : never;
}[keyof F];

/** The type of an object with these fields. */
export type ObjectOf<F extends Fields> = {
  readonly [Name in Exclude<keyof F, OptionalNames<F>>]: TypeOf<F[Name]>;
} & { readonly [Name in OptionalNames<F>]?: TypeOf<F[Name]> };

export interface ObjectSchema<F extends Fields> extends Schema<ObjectOf<F>> {
  readonly fields: F;
}

/** An object; every field is there unless it is {@link optional}. @param name of the OpenAPI component */
export function object<const F extends Fields>(name: string | null, fields: F): ObjectSchema<F> {
  const entries = Object.entries<Schema<unknown>>(fields);
  const required = entries.filter(([, { absent }]) => !absent).map(([field]) => field);
  const properties = Object.fromEntries(entries.map(([field, schema]) => [field, jsonOf(schema)]));
  return {
    ...(name !== null && { name }),
    json: { type: 'object', properties, required },
    parts: Object.values(fields),
    fields,
    fromText: (text) => text,
    check: (value, at) => (isObject(value) ? checkFields(fields, value, at) : at.refuse('must be an object')),
  };
}

function checkFields(fields: Fields, value: Readonly<Record<string, unknown>>, at: FieldProblems): object {
  const result: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(fields)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given !== undefined) result[name] = schema.check(given, at.field(name));
    else if (!schema.absent) at.field(name).refuse('is required');
    else if (schema.absent.value !== undefined) result[name] = schema.absent.value;
  }
  if (at.unknownFields === 'refuse') refuseUnknown(fields, value, at);
  return result;
}

function refuseUnknown(fields: Fields, value: object, at: FieldProblems): void {
  for (const name of Object.keys(value)) {
    if (at.isFull) return;
    if (!Object.hasOwn(fields, name)) at.field(name).refuse('is not a known field');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function derived<T, U>(
  inner: Schema<T>,
  json: JsonSchema,
  check: (value: unknown, at: FieldProblems) => unknown,
): Schema<U> {
  return { json, parts: [inner], fromText: (text) => inner.fromText(text), check };
}
