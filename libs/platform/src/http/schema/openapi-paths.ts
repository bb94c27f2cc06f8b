import { RequestMethod, type PipeTransform, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { accessOf, type RouteAccess } from '../access/route-access';
import { httpHandlersOf, type HttpHandler } from '../handlers';
import { problemSchema } from './common-schemas';
import { descriptionOf, type OperationText } from './describe.decorator';
import { InputPipe, QueryPipe } from './input.decorator';
import { id, text } from './scalars';
import { jsonOf, namedSchemas, type JsonSchema, type Schema } from './schema';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

const REASONS: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found, or not yours',
  413: 'Body too long',
  422: 'A field is not acceptable',
};

/** Parameters in paths mean the same everywhere. */
const PATH_PARAMETERS: Readonly<Record<string, Schema<unknown>>> = {
  account_key: text({ pattern: /^[a-z0-9][a-z0-9-]{2,31}$/ }),
  id: id(),
};

/** The parts of an OpenAPI document that follow from controllers. */
export interface OpenApiPaths {
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

/**
 * Describes the HTTP handlers of controllers by what their decorators say.
 * @throws Error if a handler lacks `@Describe` or declares no access
 */
export function openApiPaths(controllers: readonly Type[]): OpenApiPaths {
  const operations = controllers.flatMap(httpHandlersOf).map(readOperation);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.verb]: describe(operation) };
  }
  const named = [...namedSchemas([problemSchema, ...operations.flatMap(schemasOf)])];
  const schemas = named.sort(([a], [b]) => a.localeCompare(b)).map(([name, { json }]) => [name, json]);
  return { paths, schemas: Object.fromEntries(schemas) as OpenApiPaths['schemas'] };
}

/** A handler with everything that is known of it. */
interface Operation extends HttpHandler {
  readonly text: OperationText<unknown>;
  readonly access: RouteAccess;
  readonly body: InputPipe | undefined;
  readonly query: QueryPipe | undefined;
}

function readOperation(handler: HttpHandler): Operation {
  const text = descriptionOf(handler.handler);
  const access = accessOf(handler.handler);
  if (!text || !access) throw new Error(`${handler.controller.name}.${handler.method} is not described`);
  const pipes = pipesOf(handler);
  const body = pipes.find((pipe) => pipe instanceof InputPipe);
  const query = pipes.find((pipe) => pipe instanceof QueryPipe);
  return { ...handler, text, access, body, query };
}

function pipesOf({ controller, method }: HttpHandler): readonly PipeTransform[] {
  type Parameters = Readonly<Record<string, { readonly pipes?: readonly PipeTransform[] }>>;
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) as Parameters | undefined;
  return Object.values(parameters ?? {}).flatMap(({ pipes = [] }) => pipes);
}

function schemasOf({ text, body, query }: Operation): Schema<unknown>[] {
  const schemas = [text.answers, text.form, body?.schema, query?.schema, ...Object.values(text.errors ?? {})];
  return schemas.filter((schema) => schema !== undefined);
}

function describe(operation: Operation): JsonSchema {
  const { text, access } = operation;
  const parameters = [...pathParameters(operation), ...queryParameters(operation)];
  const requestBody = bodyOf(operation);
  return {
    operationId: text.id,
    summary: text.summary,
    tags: [text.tag],
    ...(access.kind === 'public' && { security: text.security ?? [] }),
    ...(access.kind === 'scopes' && { security: access.anyOf.map((scope) => ({ bearer: [scope] })) }),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: responsesOf(operation),
  };
}

function pathParameters({ path }: Operation): JsonSchema[] {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return names.map((name) => {
    const schema = PATH_PARAMETERS[name] ?? text();
    return { in: 'path', name, required: true, schema: jsonOf(schema) };
  });
}

function queryParameters({ query }: Operation): JsonSchema[] {
  return Object.entries(query?.schema.fields ?? {}).map(([name, schema]) => ({
    in: 'query',
    name,
    required: !schema.absent,
    schema: jsonOf(schema),
    ...(schema.json.type === 'array' && { style: 'form', explode: false }),
  }));
}

function bodyOf({ text, body }: Operation): JsonSchema | undefined {
  if (text.form) return { required: true, content: { [FORM_TYPE]: { schema: jsonOf(text.form) } } };
  if (!body) return undefined;
  const schema = { schema: jsonOf(body.schema) };
  const types = body.strictness === 'strict' ? [JSON_TYPE] : [FORM_TYPE, JSON_TYPE];
  return { required: true, content: Object.fromEntries(types.map((type) => [type, schema])) };
}

function responsesOf(operation: Operation): JsonSchema {
  const { text } = operation;
  const success = { description: text.answer, ...(text.answers && contentOf(text.answers)) };
  const problem = { 'application/problem+json': { schema: jsonOf(problemSchema) } };
  const responses: Record<number, JsonSchema> = { [successStatus(operation)]: success };
  for (const status of statusesOf(operation)) {
    responses[status] = { description: REASONS[status], content: problem };
  }
  for (const [status, schema] of Object.entries(text.errors ?? {})) {
    responses[Number(status)] = { description: REASONS[Number(status)], ...contentOf(schema) };
  }
  return responses;
}

function contentOf(schema: Schema<unknown>): JsonSchema {
  return { content: { [JSON_TYPE]: { schema: jsonOf(schema) } } };
}

function successStatus({ handler, verb }: Operation): number {
  const declared = Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined;
  return declared ?? (verb === RequestMethod[RequestMethod.POST].toLowerCase() ? 201 : 200);
}

/** The problems that every operation of its kind may answer. */
function statusesOf({ path, access, body, query }: Operation): number[] {
  return [
    ...(body ? [400, 413] : []),
    ...(access.kind === 'public' ? [] : [401]),
    ...(access.kind === 'scopes' ? [403] : []),
    ...(path.includes(':') ? [404] : []),
    ...(body || query ? [422] : []),
  ];
}
