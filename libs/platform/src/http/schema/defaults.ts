import type { JsonSchema } from './answers';

type Schemas = Readonly<Record<string, JsonSchema>>;

/**
 * Moves the defaults of fields into their descriptions, and says that answers always have such fields: generators
 * of clients take a field with a default for one that must be sent.
 * @param answered names of the schemas that answers refer to
 */
export function tellDefaults(schemas: Schemas, answered: ReadonlySet<string>): Schemas {
  return mapValues(schemas, (schema, name) => {
    const properties = (schema.properties ?? {}) as Schemas;
    const preset = Object.keys(properties).filter((field) => properties[field]?.default !== undefined);
    if (preset.length === 0) return schema;
    const required = new Set([
      ...((schema.required ?? []) as string[]),
      ...(answered.has(name) ? preset : []),
    ]);
    return { ...schema, properties: mapValues(properties, described), required: [...required] };
  });
}

/** Returns the names of the schemas that a part of the document refers to, also through others. */
export function schemasIn(part: unknown, schemas: Schemas): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (found.has(name)) continue;
      found.add(name);
      visit(schemas[name] ?? {});
    }
  };
  visit(part);
  return found;
}

function described(field: JsonSchema): JsonSchema {
  const { default: preset, description, ...rest } = field;
  if (preset === undefined) return field;
  const text = [description, `Default: ${JSON.stringify(preset)}.`].filter(Boolean).join(' ');
  return { ...rest, example: field.example ?? preset, description: text };
}

function mapValues<V, R>(
  object: Readonly<Record<string, V>>,
  map: (value: V, name: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value, name)]));
}
