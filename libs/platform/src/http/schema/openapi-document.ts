import type { INestApplication, Type } from '@nestjs/common';
import { getSchemaPath, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { accessOf, type RouteAccess } from '../access/route-access';
import { httpHandlersOf, type HttpHandler } from '../handlers';
import { toAnswer, type JsonSchema } from './answers';
import { Problem } from './common-schemas';
import { schemasIn, tellDefaults } from './defaults';
import { withExamples } from './examples';
import { descriptionOf, type OperationText } from './describe.decorator';
import { PROBLEMS } from '../problem';
import { isWrite } from '../write-request';
import { JSON_TYPE } from './input.decorator';
import { toOpenApi31 } from './openapi-31';

const REASONS: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found, or not yours',
  410: 'It has ended',
  409: 'In conflict with what is there, or done before with an answer that is not kept',
  412: 'Changed meanwhile: `If-Match` names another state',
  413: 'Body too long',
  415: 'The type of the body is not read here',
  422: 'A field is not acceptable',
  429: 'A limit was reached',
  503: 'A backend service is temporarily unavailable; try again later',
};

/** Path parameters, which mean the same everywhere. */
const PATH_PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  account_key: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{2,31}$' },
  id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  uuid: { type: 'string', format: 'uuid' },
  session_id: { type: 'string', format: 'uuid' },
};

const IDEMPOTENCY_KEY = {
  in: 'header',
  name: 'Idempotency-Key',
  description: 'Makes it safe to repeat the request within 24 hours: it is done once.',
  schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
};

const IF_MATCH = {
  in: 'header',
  name: 'If-Match',
  description: 'The ETag of the state that is to be changed; another one is answered with 412.',
  schema: { type: 'string' },
};

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

const USAGE = {
  'X-RateLimit-Limit': { description: 'Requests per minute.', schema: { type: 'integer' } },
  'X-RateLimit-Remaining': { description: 'What is left of them.', schema: { type: 'integer' } },
  'X-RateLimit-Reset': { description: 'End of the minute, seconds since 1970.', schema: { type: 'integer' } },
};
const HEADERS = {
  ...USAGE,
  'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } },
};

interface Parameter {
  readonly in: string;
  readonly schema: JsonSchema;
}

/** An operation as `@nestjs/swagger` found it. */
interface Found extends JsonSchema {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: unknown;
  /** Just the success. */
  readonly responses: object;
}

interface Operation extends HttpHandler {
  readonly text: OperationText<unknown>;
  readonly access: RouteAccess;
  readonly found: Found;
}

/**
 * Describes the HTTP handlers of controllers in OpenAPI 3.1: schemas, bodies and queries as `@nestjs/swagger`
 * reads them from classes, and what follows from our own decorators.
 * @param head what a document says besides
 * @throws Error if a handler lacks `@Describe` or declares no access
 */
export function openApiDocument(
  app: INestApplication,
  controllers: readonly Type[],
  head: Omit<OpenAPIObject, 'paths'>,
): OpenAPIObject {
  const scanned = SwaggerModule.createDocument(app, head, { extraModels: [Problem] });
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const handler of controllers.flatMap(httpHandlersOf)) {
    const path = handler.path.replaceAll(/:(\w+)/g, '{$1}');
    const found = (scanned.paths as Record<string, Record<string, Found>>)[path]?.[handler.verb];
    paths[path] = { ...paths[path], [handler.verb]: complete(operationOf(handler, found)) };
  }
  const schemas = Object.entries(scanned.components?.schemas ?? {}).sort(([a], [b]) => a.localeCompare(b));
  const components = { ...scanned.components, schemas: Object.fromEntries(schemas), headers: HEADERS };
  return illustrated(toOpenApi31({ ...scanned, paths, components }) as OpenAPIObject);
}

function illustrated(document: OpenAPIObject): OpenAPIObject {
  const paths = document.paths as unknown as Readonly<
    Record<string, Readonly<Record<string, { responses: object }>>>
  >;
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const found = document.components?.schemas as unknown as Readonly<Record<string, JsonSchema>>;
  const answered = schemasIn(
    operations.map(({ responses }) => responses),
    found,
  );
  const schemas = tellDefaults(found, answered);
  Object.assign(document.components ?? {}, { schemas });
  for (const methods of Object.values(document.paths as Record<string, Record<string, never>>)) {
    for (const [verb, operation] of Object.entries(methods)) {
      Object.assign(methods, { [verb]: withExamples(operation, schemas) });
    }
  }
  return document;
}

function operationOf(handler: HttpHandler, found: Found | undefined): Operation {
  const text = descriptionOf(handler.handler);
  const access = accessOf(handler.handler);
  if (text && access && found) return { ...handler, text, access, found };
  throw new Error(`${handler.controller.name}.${handler.method} is not described`);
}

function complete(operation: Operation): JsonSchema {
  const { text, access, found, path } = operation;
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const inPath = names.map((name) => ({
    in: 'path',
    name,
    required: true,
    schema: PATH_PARAMETERS[name] ?? { type: 'string' },
  }));
  return {
    ...found,
    ...(access.kind === 'public' && { security: text.security ?? [] }),
    ...(access.kind === 'scopes' && { security: access.anyOf.map((scope) => ({ bearer: [scope] })) }),
    parameters: [...inPath, ...queryOf(found).map(asSent), ...headersOf(operation)],
    responses: responsesOf(operation),
  };
}

function queryOf({ parameters }: Found): readonly Parameter[] {
  return parameters.filter(({ in: place }) => place === 'query');
}

/** Returns the headers that a write may carry. */
function headersOf({ handler, verb }: Operation): readonly object[] {
  if (!isWrite(handler)) return [];
  return verb === 'post' ? [IDEMPOTENCY_KEY] : [IF_MATCH];
}

/** Describes lists as comma-separated. */
function asSent(parameter: Parameter): object {
  return parameter.schema.type === 'array' ? { ...parameter, style: 'form', explode: false } : parameter;
}

function responsesOf(operation: Operation): JsonSchema {
  const { text, found } = operation;
  const success = {
    description: text.answer,
    headers: headersNamed(Object.keys(USAGE)),
    ...(text.answers && answerOf(text.answers, text.files)),
  };
  const responses: Record<string, JsonSchema> = { [String(Object.keys(found.responses)[0])]: success };
  for (const [status, type] of Object.entries(text.also ?? {}))
    responses[status] = { ...success, ...answerOf(type) };
  for (const status of statusesOf(operation)) {
    responses[status] = { description: REASONS[status], content: problemOf(status) };
  }
  for (const [status, type] of Object.entries(text.errors ?? {})) {
    const { schema } = toAnswer(type);
    const content = { [JSON_TYPE]: { schema }, ...problemOf(Number(status)) };
    responses[Number(status)] = { description: REASONS[Number(status)], content };
  }
  for (const status of text.texts ?? []) {
    const content = { ...problemOf(status), 'text/plain': { schema: { type: 'string' } } };
    responses[status] = { description: REASONS[status], content };
  }
  responses[429] = { ...responses[429], headers: headersNamed(Object.keys(HEADERS)) };
  return responses;
}

function headersNamed(names: readonly string[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function problemOf(status: number): JsonSchema {
  const [code = '', { title = '' } = {}] =
    Object.entries(PROBLEMS).find(([, problem]) => problem.status === status) ?? [];
  const detail = `${REASONS[status]}.`;
  const example = { type: 'about:blank', title, status, detail, code, message: detail, trace_id: TRACE_ID };
  return { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) }, example } };
}

function answerOf(answers: Parameters<typeof toAnswer>[0], files: readonly string[] = []): JsonSchema {
  const asFile = files.map((type) => [
    type,
    { schema: { type: type.endsWith('json') ? 'object' : 'string' } },
  ]);
  return {
    content: {
      [JSON_TYPE]: { schema: toAnswer(answers).schema },
      ...(Object.fromEntries(asFile) as JsonSchema),
    },
  };
}

/** The problems that every operation of its kind may answer. */
function statusesOf({ path, access, text, found, handler, verb }: Operation): number[] {
  const hasBody = found.requestBody !== undefined;
  const hasPath = path.includes(':');
  const hasFields = hasBody || queryOf(found).length > 0;
  const statuses: readonly (readonly [applies: boolean, ...statuses: number[]])[] = [
    [hasFields || hasPath, 400],
    [hasBody, 413, 415],
    [access.kind !== 'public', 401],
    [access.kind !== 'public', 403],
    [hasPath, 404],
    [isWrite(handler), verb === 'post' ? 409 : 412],
    // The Idempotency-Key may be malformed where there is no body.
    [hasFields || (isWrite(handler) && verb === 'post'), 422],
    [true, 429, 503, ...(text.problems ?? [])],
  ];
  return statuses.flatMap(([applies, ...some]) => (applies ? some : []));
}
