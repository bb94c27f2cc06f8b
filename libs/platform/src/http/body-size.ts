import { SetMetadata } from '@nestjs/common';
import { json, type RequestHandler } from 'express';
import { patternOf, type HttpHandler } from './handlers';
import type { HttpConfig } from './http.config';

const BULK = 'yipii:bulk';
/** The second is that of JSON Merge Patch (RFC 7396). */
const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

/** Marks a handler that takes many records at once: its body may have `HTTP_MAX_BULK_BODY_BYTES`. */
export function Bulk(): MethodDecorator {
  return SetMetadata(BULK, true);
}

/** Parses JSON bodies, each up to the limit of its route. */
export function parseJson(
  handlers: readonly HttpHandler[],
  { maxBodyBytes, maxBulkBodyBytes }: Pick<HttpConfig, 'maxBodyBytes' | 'maxBulkBodyBytes'>,
): RequestHandler {
  const bulk = handlers
    .filter(({ handler }) => Reflect.hasMetadata(BULK, handler))
    .map(({ path }) => patternOf(path));
  const parseOne = json({ limit: maxBodyBytes, type: JSON_TYPES });
  const parseMany = json({ limit: Math.max(maxBodyBytes, maxBulkBodyBytes), type: JSON_TYPES });
  return (request, response, next) => {
    const parse = bulk.some((pattern) => pattern.test(request.path)) ? parseMany : parseOne;
    parse(request, response, next);
  };
}
