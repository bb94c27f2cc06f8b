import { schemaBreaks, type Schema, type Schemas, type Writer } from './compare-schemas';

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** An OpenAPI document, as far as it is compared. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Schemas };
}

/** Returns what breaks clients of `before`, e.g. `GET /api/user 200: data no longer has name`. */
export function apiBreaks(before: ApiDocument, after: ApiDocument): string[] {
  return Object.entries(before.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, old]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      if (!now) return [`${name} is gone`];
      const compare: Compare = (writer, from, to) =>
        contentBreaks(writer, { content: from, schemas: schemasOf(before) }, { content: to, schemas: schemasOf(after) });
      return [
        ...parameterBreaks(old, now, [schemasOf(before), schemasOf(after)]).map((text) => `${name}: ${text}`),
        ...compare('client', old.requestBody?.content, now.requestBody?.content).map((text) => `${name}: ${text}`),
        ...answerBreaks(old, now, compare).map((text) => `${name} ${text}`),
      ];
    }),
  );
}

type Compare = (writer: Writer, from: Content | undefined, to: Content | undefined) => readonly string[];

/** Of answers to requests that succeed; the codes of others grow. */
function answerBreaks(old: Operation, now: Operation, compare: Compare): string[] {
  const statuses = Object.keys(old.responses).filter((status) => status.startsWith('2'));
  return statuses.flatMap((status) => {
    const answer = now.responses[status];
    if (!answer) return [`${status}: is gone`];
    const breaks = compare('server', old.responses[status]?.content, answer.content);
    return breaks.map((text) => `${status}: ${text}`);
  });
}

function parameterBreaks(old: Operation, now: Operation, [from, to]: readonly [Schemas, Schemas]): string[] {
  const keyOf = (parameter: Parameter) => `${parameter.in} ${parameter.name}`;
  const before = new Map((old.parameters ?? []).map((one) => [keyOf(one), one]));
  const after = new Map((now.parameters ?? []).map((one) => [keyOf(one), one]));
  const needed = [...after].filter(([key, { required }]) => required && !before.get(key)?.required);
  return [
    ...[...before.keys()].filter((key) => !after.has(key)).map((key) => `${key} is gone`),
    ...needed.map(([key]) => `${key} is now needed`),
    ...[...before].flatMap(([key, { schema = {} }]) => {
      const changed = { schema: after.get(key)?.schema ?? {}, schemas: to };
      return schemaBreaks('client', { schema, schemas: from }, changed, key);
    }),
  ];
}

interface Described {
  readonly content: Content | undefined;
  readonly schemas: Schemas;
}

function contentBreaks(writer: Writer, before: Described, after: Described): readonly string[] {
  return Object.entries(before.content ?? {}).flatMap(([type, { schema = {} }]) => {
    const now = after.content?.[type];
    if (!now) return [`${type} is gone`];
    const changed = { schema: now.schema ?? {}, schemas: after.schemas };
    return schemaBreaks(writer, { schema, schemas: before.schemas }, changed);
  });
}

function schemasOf({ components }: ApiDocument): Schemas {
  return components?.schemas ?? {};
}
