import type { Request } from 'express';
import { accessOf } from './access/route-access';
import { patternOf, type HttpHandler } from './handlers';

const CROSS_ORIGIN = {
  origin: '*',
  credentials: false,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    'Authorization',
    'Content-Type',
    'X-Tracking-Session',
    'X-Requested-With',
    'X-CSRF-Token',
    'X-Socket-Id',
    'Idempotency-Key',
    'If-Match',
  ],
  exposedHeaders: [
    'Date',
    'Retry-After',
    'ETag',
    'WWW-Authenticate',
    'X-RateLimit-Limit',
    'X-RateLimit-Remaining',
    'X-RateLimit-Reset',
  ],
  maxAge: 86_400,
};
const SAME_ORIGIN = { origin: false } as const;

/** Where bearer tokens and the sessions of tracking links are used. */
const BASES = /^\/(api|broadcasting)\//;
const TRACKING = '/api/public/';

type Decide = (request: Request, answer: (error: null, options: object) => void) => void;

/**
 * Pages of any origin may use a bearer token or the session of a tracking link, but never a cookie. They can't read
 * responses that issue a credential or need none: handlers that are `@Public`, except those of tracking links.
 */
export function crossOriginRules(handlers: readonly HttpHandler[]): Decide {
  const closed = handlers
    .filter(({ handler, path }) => accessOf(handler)?.kind === 'public' && !path.startsWith(TRACKING))
    .map(({ path }) => patternOf(path));
  return ({ path }, answer) => {
    const isOpen = BASES.test(path) && !closed.some((pattern) => pattern.test(path));
    answer(null, isOpen ? CROSS_ORIGIN : SAME_ORIGIN);
  };
}
