import type { Type } from '@nestjs/common';
import { fieldsOf } from './field.decorators';

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The fields that a stored record needs for a view: in camelCase, times as dates. */
type RecordFor<T> = {
  readonly [Name in keyof T & string as CamelCase<Name>]: string extends T[Name] ? T[Name] | Date : T[Name];
};

/**
 * Returns a function that maps stored records to the class. Its fields are an allow-list: others are never shown.
 */
export function viewBy<T extends object>(type: Type<T>): (record: RecordFor<T>) => T {
  const names = [...fieldsOf(type).keys()].map((name) => [name, camelCase(name)] as const);
  return (record) => {
    const values = record as Readonly<Record<string, unknown>>;
    const shown = names.map(([name, property]) => [name, toJson(values[property])]);
    return Object.fromEntries(shown) as T;
  };
}

/** Returns the name of a field of REST as stored records have it. */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function toJson(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
