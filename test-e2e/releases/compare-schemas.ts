/** The part of JSON Schema 2020-12 that the API's description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly [bound: string]: unknown;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** Who writes what the schema describes: clients (a request) or the server (an answer). */
export type Writer = 'client' | 'server';

export interface Side {
  readonly schema: Schema;
  /** What references lead to. */
  readonly schemas: Schemas;
}

/** A schema that contains itself is followed this far. */
const MAX_DEPTH = 12;
const UPPER_BOUNDS = ['maximum', 'maxLength', 'maxItems'];
const LOWER_BOUNDS = ['minimum', 'minLength', 'minItems'];

/**
 * Returns what breaks those who rely on `before`: clients that send it, or clients that read it. New properties,
 * enum values and optional fields break nobody.
 */
export function schemaBreaks(
  writer: Writer,
  before: Side,
  after: Side,
  at = '',
  depth = 0,
): readonly string[] {
  const [old, now] = [resolved(before), resolved(after)];
  if (depth > MAX_DEPTH || !old || !now) return [];
  const next = (name: string, from: Schema | undefined, to: Schema | undefined): readonly string[] =>
    from && to
      ? schemaBreaks(
          writer,
          { ...before, schema: from },
          { ...after, schema: to },
          at === '' ? name : `${at}.${name}`,
          depth + 1,
        )
      : [];
  const own = writer === 'client' ? requestBreaks(old, now) : answerBreaks(old, now);
  return [
    ...own.map((text) => `${at || 'the body'} ${text}`),
    ...Object.entries(old.properties ?? {}).flatMap(([name, from]) => next(name, from, now.properties?.[name])),
    ...next('[]', old.items, now.items),
    ...next('*', schemaOf(old.additionalProperties), schemaOf(now.additionalProperties)),
  ];
}

function requestBreaks(old: Schema, now: Schema): string[] {
  const refused = typesOf(old).filter((type) => typesOf(now).length > 0 && !typesOf(now).includes(type));
  const lost = now.enum ? (old.enum ?? ['any value']).filter((value) => !now.enum?.includes(value)) : [];
  const unknown = Object.keys(old.properties ?? {}).filter((name) => !now.properties?.[name]);
  const needed = (now.required ?? []).filter((name) => !old.required?.includes(name));
  return [
    ...refused.map((type) => `may no longer be ${type}`),
    ...lost.map((value) => `may no longer be ${String(value)}`),
    ...(now.additionalProperties === false ? unknown.map((name) => `no longer takes ${name}`) : []),
    ...needed.map((name) => `now needs ${name}`),
    ...[...UPPER_BOUNDS.filter((name) => bound(now, name) < bound(old, name))].map((name) => `has a smaller ${name}`),
    ...LOWER_BOUNDS.filter((name) => bound(now, name, -Infinity) > bound(old, name, -Infinity)).map(
      (name) => `has a larger ${name}`,
    ),
  ];
}

function answerBreaks(old: Schema, now: Schema): string[] {
  const known = typesOf(old);
  const other = known.length > 0 ? typesOf(now).filter((type) => !known.includes(type)) : [];
  const gone = Object.keys(old.properties ?? {}).filter((name) => !now.properties?.[name]);
  const absent = (old.required ?? []).filter((name) => now.properties?.[name] && !now.required?.includes(name));
  return [
    ...other.map((type) => `may now be ${type}`),
    ...gone.map((name) => `no longer has ${name}`),
    ...absent.map((name) => `may now lack ${name}`),
  ];
}

/** A schema or null is written as `anyOf`: it counts as the schema with one more type. */
function resolved({ schema, schemas }: Side): Schema | undefined {
  if (schema.$ref !== undefined) {
    const named = schemas[schema.$ref.split('/').at(-1) ?? ''];
    return named && resolved({ schema: named, schemas });
  }
  const [first, ...others] = (schema.anyOf ?? []).filter(({ type }) => type !== 'null');
  if (!first || others.length > 0) return schema;
  const whole = resolved({ schema: first, schemas });
  return whole && { ...whole, type: [...typesOf(whole), 'null'] };
}

/** Whole numbers are numbers, too. */
function typesOf({ type }: Schema): readonly string[] {
  const types = type === undefined ? [] : [type].flat();
  return types.includes('number') ? [...new Set([...types, 'integer'])] : types;
}

function schemaOf(value: Schema | boolean | undefined): Schema | undefined {
  return typeof value === 'object' ? value : undefined;
}

function bound(schema: Schema, name: string, none = Infinity): number {
  const value = schema[name];
  return typeof value === 'number' ? value : none;
}
