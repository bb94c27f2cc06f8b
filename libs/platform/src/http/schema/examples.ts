import type { JsonSchema } from './answers';

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Values of fields that mean the same everywhere; a field's own `example` goes before. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  id: 1042,
  assetId: 1042,
  asset_id: 1042,
  name: 'Truck 7',
  external_id: 'T-7',
  unique_id: '356307042441013',
  email: 'ada@acme.example',
  password: 'correct horse battery staple',
  code: '123456',
  token: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
  value: '04A1B2C3',
  socket_id: '123.456',
  channel_name: 'private-account.acme',
  account_key: 'acme',
  country: 'LT',
  town: 'Vilnius',
  street: 'Gedimino pr. 9',
  postcode: '01103',
  formatted: 'Gedimino pr. 9, Vilnius',
  time_zone: 'Europe/Vilnius',
  model: 'FMB920',
  plate: 'ABC 123',
  allowed_networks: '10.0.0.0/8',
  lat: 54.687157,
  lng: 25.279652,
  total: 1,
  per_page: 50,
  current_page: 1,
};
const BY_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-11-23T15:04:05.000Z',
  uuid: '0192f0c4-7b5e-4a6f-8c1d-2e3f4a5b6c7d',
};
/** Schemas that refer to themselves end here. */
const MAX_DEPTH = 12;

interface Content {
  readonly schema: JsonSchema;
  readonly example?: unknown;
}
interface Described {
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

/** Returns an operation with an example for each of its bodies that is described by fields. */
export function withExamples<T extends Described>(operation: T, schemas: Schemas): T {
  const illustrated = <B extends { readonly content?: Readonly<Record<string, Content>> }>(body: B): B =>
    body.content
      ? { ...body, content: mapValues(body.content, (content, type) => show(content, type, schemas)) }
      : body;
  return {
    ...operation,
    ...(operation.requestBody && { requestBody: illustrated(operation.requestBody) }),
    responses: mapValues(operation.responses, illustrated),
  };
}

function show(content: Content, type: string, schemas: Schemas): Content {
  if (content.example !== undefined || !(type.includes('json') || type.includes('form'))) return content;
  return { ...content, example: exampleOf(content.schema, schemas) };
}

/** Returns a value that a schema allows, made of its fields' examples. @param name of the field */
export function exampleOf(schema: JsonSchema, schemas: Schemas, name = '', depth = 0): unknown {
  const { example, enum: values } = schema;
  if (example !== undefined || depth > MAX_DEPTH) return example ?? null;
  const other = otherSchema(schema, schemas);
  if (other) return exampleOf(other, schemas, name, depth + 1);
  return Array.isArray(values) ? values[0] : exampleByKind(schema, schemas, name, depth);
}

function exampleByKind(schema: JsonSchema, schemas: Schemas, name: string, depth: number): unknown {
  const kind = kindOf(schema);
  if (kind === 'object') return exampleObject(schema, schemas, depth);
  if (kind === 'array') return exampleList(schema, schemas, name, depth);
  return namedValue(kind, name) ?? schema.default ?? exampleValue(schema, kind, name);
}

/** The schema that one refers to, or the first that it is made of. */
function otherSchema(
  { $ref: reference, anyOf, allOf }: JsonSchema,
  schemas: Schemas,
): JsonSchema | undefined {
  if (typeof reference === 'string') return schemas[reference.split('/').at(-1) ?? ''] ?? {};
  return ((anyOf ?? allOf ?? []) as readonly JsonSchema[])[0];
}

/** Of several types the first. */
function kindOf({ type }: JsonSchema): string {
  return String(Array.isArray(type) ? type[0] : type);
}

function exampleObject(schema: JsonSchema, schemas: Schemas, depth: number): object {
  const properties = (schema.properties ?? {}) as Schemas;
  return mapValues(properties, (property, name) => exampleOf(property, schemas, name, depth + 1));
}

function exampleList(schema: JsonSchema, schemas: Schemas, name: string, depth: number): unknown[] {
  const item = exampleOf((schema.items ?? {}) as JsonSchema, schemas, name, depth + 1);
  return Array.from({ length: Math.max(1, Number(schema.minItems ?? 0)) }, () => item);
}

function namedValue(kind: string, name: string): unknown {
  const known = BY_NAME[name];
  return kind === (Number.isInteger(known) ? 'integer' : typeof known) ? known : undefined;
}

function exampleValue(
  { minimum = 1, minLength = 0, format }: JsonSchema,
  kind: string,
  name: string,
): unknown {
  if (kind === 'boolean') return true;
  if (kind === 'integer' || kind === 'number') return Math.max(1, Number(minimum));
  return BY_FORMAT[String(format)] ?? (name || 'text').padEnd(Number(minLength), '.');
}

function mapValues<V, R>(
  object: Readonly<Record<string, V>>,
  map: (value: V, name: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value, name)]));
}
