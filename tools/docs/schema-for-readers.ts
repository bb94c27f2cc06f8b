import type { Schema } from 'ts-json-schema-generator';

/**
 * The schema as readers take it: they complete a field that is absent where it may be null or has a default, so
 * such a field is not required. (The TypeScript type requires it of writers.)
 */
export function schemaForReaders(schema: Schema): Schema {
  const definitions = schema.definitions ?? {};
  return relaxed(schema, definitions) as Schema;
}

type Definitions = NonNullable<Schema['definitions']>;

function relaxed(node: unknown, definitions: Definitions): unknown {
  if (Array.isArray(node)) return node.map((item) => relaxed(item, definitions));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, relaxed(value, definitions)] as const);
  const { required, properties } = node as Schema;
  const copy = Object.fromEntries(entries) as Schema;
  if (!required || !properties) return copy;
  const isNeeded = (name: string): boolean => !isCompleted(properties[name] as Schema, definitions);
  return { ...copy, required: required.filter(isNeeded) };
}

function isCompleted(field: Schema, definitions: Definitions): boolean {
  const { type, anyOf = [], $ref } = field;
  if ('default' in field || type === 'null' || (Array.isArray(type) && type.includes('null'))) return true;
  if ($ref) return isCompleted(definitions[decodeURIComponent($ref.slice(14))] as Schema, definitions);
  return anyOf.some((form) => isCompleted(form as Schema, definitions));
}
