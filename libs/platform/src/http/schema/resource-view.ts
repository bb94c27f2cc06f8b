import type { Fields, ObjectOf, ObjectSchema } from './structures';

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** What a stored record must have to be shown: the fields in camelCase, times as dates. */
type RecordFor<T> = {
  readonly [Name in keyof T & string as CamelCase<Name>]: string extends T[Name] ? T[Name] | Date : T[Name];
};

/**
 * Returns the function that shows stored records as the schema says. The schema is an allow-list: what it does
 * not name is never shown.
 */
export function viewBy<F extends Fields>(
  schema: ObjectSchema<F>,
): (record: RecordFor<ObjectOf<F>>) => ObjectOf<F> {
  const names = Object.keys(schema.fields).map((name) => [name, camelCase(name)] as const);
  return (record) => {
    const values = record as Readonly<Record<string, unknown>>;
    const shown = names.map(([name, property]) => [name, toJson(values[property])]);
    return Object.fromEntries(shown) as ObjectOf<F>;
  };
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function toJson(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
