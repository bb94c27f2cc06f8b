import { parse, type ParsedUrlQuery } from 'node:querystring';
import { jsonExcess, MAX_JSON_DEPTH, MAX_JSON_KEYS } from '@yipii/protocol';
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../errors/domain-error';

/** As many parameters as an object may have keys. */
export const MAX_PARAMETERS = MAX_JSON_KEYS;

const TEXTS = {
  too_deep: `The body is nested deeper than ${MAX_JSON_DEPTH} levels.`,
  too_many_keys: `An object in the body has more than ${MAX_JSON_KEYS} keys.`,
} as const;

/** Parses a query; one parameter more than allowed is read, so that {@link boundInput} sees the excess. */
export function parseQuery(query: string | null): ParsedUrlQuery {
  return parse(query ?? '', '&', '=', { maxKeys: MAX_PARAMETERS + 1 });
}

/**
 * Refuses bodies that are nested too deeply, and bodies and queries with too many names, before any code walks
 * them, which may be recursive or quadratic. Must run directly after the parsers.
 */
export function boundInput(request: Request, _response: Response, next: NextFunction): void {
  const excess = jsonExcess(request.body);
  if (excess) next(new DomainError('VALIDATION_FAILED', TEXTS[excess]));
  else if (parameterCount(request.url) > MAX_PARAMETERS) {
    next(new DomainError('VALIDATION_FAILED', `The query has more than ${MAX_PARAMETERS} parameters.`));
  } else next();
}

/**
 * Refuses bodies in charsets other than UTF-8, because decoding some of them (such as UTF-7) is slow. Must run
 * before the parsers.
 */
export function demandUtf8(request: Request, _response: Response, next: NextFunction): void {
  const charset = /;\s*charset\s*=\s*"?([^;"\s]*)/i.exec(request.get('content-type') ?? '')?.[1];
  const isUtf8 = charset === undefined || /^utf-?8$/i.test(charset);
  next(isUtf8 ? undefined : new DomainError('UNSUPPORTED_MEDIA_TYPE', 'The body must be in UTF-8.'));
}

function parameterCount(url: string): number {
  const start = url.indexOf('?');
  return start < 0 ? 0 : url.slice(start + 1).split('&').length;
}
