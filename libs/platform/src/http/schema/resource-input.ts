import type { Type } from '@nestjs/common';
import { ApiProperty, IntersectionType, PartialType, PickType } from '@nestjs/swagger';
import { fieldsOf } from './field.decorators';
import { camelCase } from './resource-view';

type NullableKeys<T, Names extends keyof T> = { [K in Names]: null extends T[K] ? K : never }[Names];

/** The named fields of a resource as its clients send them: what may be null or has a default may be absent. */
export type InputOf<T, Names extends keyof T> = Omit<Pick<T, Names>, NullableKeys<T, Names>> &
  Partial<Pick<T, NullableKeys<T, Names>>>;

/** Returns the class of what clients send for a resource: its fields, but for those that the server sets. */
export function inputOf<T extends object, Names extends keyof T & string>(
  view: Type<T>,
  names: readonly Names[],
): Type<InputOf<T, Names>> {
  const fields = fieldsOf(view);
  const mayBeAbsent = names.filter(
    (name) => fields.get(name)?.nullable || fields.get(name)?.default !== undefined,
  );
  const others = names.filter((name) => !mayBeAbsent.includes(name));
  const absent = PartialType(PickType(view, mayBeAbsent), { skipNullProperties: false });
  return IntersectionType(PickType(view, others), absent) as unknown as Type<InputOf<T, Names>>;
}

/**
 * Returns the class that describes a JSON Merge Patch (RFC 7396) of such an input: any field may be absent, and null
 * clears those that need no value.
 */
export function patchOf<T extends object>(input: Type<T>): Type<Partial<T>> {
  const patch = PartialType(input as Type<object>, { skipNullProperties: false });
  for (const [name, { default: preset }] of fieldsOf(input)) {
    if (preset !== undefined)
      ApiProperty({ required: false, nullable: true })(patch.prototype as object, name);
  }
  return patch;
}

/** Applies a JSON Merge Patch (RFC 7396) to a value. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

/** Returns an input with the field names of stored records; absent nullable fields become null. */
export function toRecord(input: object, type: Type<object>): Record<string, unknown> {
  const values = input as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    [...fieldsOf(type)].map(([name, { nullable }]) => [
      camelCase(name),
      values[name] ?? (nullable ? null : undefined),
    ]),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
