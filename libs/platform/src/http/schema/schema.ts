import { FieldProblems } from './field-problems';

/** A JSON Schema (draft 2020-12, which OpenAPI 3.1 uses). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The one description of a value that crosses the HTTP edge: its type follows from it ({@link TypeOf}), and so
 * do its validation ({@link readInput}) and its place in the OpenAPI document.
 */
export interface Schema<out T> {
  /** Named schemas become components of the OpenAPI document. */
  readonly name?: string;
  /** The schema in full; where it is part of another, use {@link jsonOf}. */
  readonly json: JsonSchema;
  /** The schemas that it is made of. */
  readonly parts: readonly Schema<unknown>[];
  /** Set if the value may be absent from its object; `undefined` stands for no default. */
  readonly absent?: { readonly value: unknown };
  /** Reads a parameter of a query or path, which is text; a text that cannot be read is returned as it is. */
  fromText(text: string): unknown;
  /** Returns the value as the type says, or tells the problem. */
  check(value: unknown, at: FieldProblems): unknown;
  /** Never set: carries the type. */
  readonly type?: T;
}

export type TypeOf<S> = S extends Schema<infer T> ? T : never;

/** Returns the JSON Schema of a part: a reference if it has a name. */
export function jsonOf({ name, json }: Schema<unknown>): JsonSchema {
  return name === undefined ? json : { $ref: `#/components/schemas/${name}` };
}

export function withoutUndefined(json: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}

/** Returns the schemas with a name that these are made of, themselves included, by name. */
export function namedSchemas(schemas: readonly Schema<unknown>[]): ReadonlyMap<string, Schema<unknown>> {
  const named = new Map<string, Schema<unknown>>();
  for (const schema of schemas) {
    if (schema.name !== undefined) named.set(schema.name, schema);
    for (const [name, part] of namedSchemas(schema.parts)) named.set(name, part);
  }
  return named;
}

/**
 * Returns the value as the schema's type.
 * @param unknownFields of objects
 * @throws InvalidFields
 */
export function readInput<T>(schema: Schema<T>, value: unknown, unknownFields: 'refuse' | 'ignore'): T {
  const problems = FieldProblems.root(unknownFields);
  const result = schema.check(value, problems);
  problems.throwIfAny();
  return result as T;
}
