import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AccessGuard, Authenticator } from './access/access.guard';
import { demandDeclaredAccess } from './access/route-access';
import { boundInput, demandUtf8, MAX_PARAMETERS, parseQuery } from './bounded-input';
import { strongEtag } from './etag';
import type { HttpConfig } from './http.config';
import { traced } from '../trace/trace';
import { RequestLimits } from './limits/request-limits';
import { ProblemFilter } from './problem.filter';

const CORS = {
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
    'Retry-After',
    'ETag',
    'WWW-Authenticate',
    'X-RateLimit-Limit',
    'X-RateLimit-Remaining',
    'X-RateLimit-Reset',
  ],
  maxAge: 86_400,
};

/** The second is that of JSON Merge Patch (RFC 7396). */
const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

/** How long a client may take for its headers, and for its whole request. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than load balancers keep idle connections, so that they never use one that is being closed. */
const KEEP_ALIVE_MS = 75_000;
const MAX_REQUESTS_PER_CONNECTION = 10_000;

/**
 * The HTTP edge of an app that was created with `bodyParser: false`: parsers with limits, CORS for bearer
 * tokens (any origin, never credentials), safe headers, access by declaration only, problem bodies, timeouts.
 * The app provides an `Authenticator` and `RequestLimits`.
 * @param guards run before a body is read
 * @throws Error if a handler does not declare who may call it
 */
export function configureHttp(
  app: NestExpressApplication,
  { trustedProxies, maxBodyBytes }: HttpConfig,
  guards: readonly RequestHandler[] = [],
): void {
  app.disable('x-powered-by');
  app.set('trust proxy', trustedProxies ?? false);
  app.set('query parser', parseQuery);
  app.set('etag', strongEtag);
  app.use(continueTrace);
  app.use(setSafeHeaders);
  // Before the parsers, so that a browser can read their refusals.
  app.enableCors(CORS);
  for (const guard of guards) app.use(guard);
  app.use(demandUtf8);
  app.useBodyParser('json', { limit: maxBodyBytes, type: JSON_TYPES });
  app.useBodyParser('urlencoded', {
    limit: maxBodyBytes,
    extended: false,
    parameterLimit: MAX_PARAMETERS,
  });
  app.use(boundInput);
  demandDeclaredAccess(app);
  const limits = app.get(RequestLimits);
  app.useGlobalGuards(new AccessGuard(app.get(Authenticator), limits));
  app.useGlobalFilters(new ProblemFilter(limits));
  limitServer(app.getHttpServer());
}

/** What a request causes belongs to the trace that its caller names. */
function continueTrace({ headers }: Request, _response: Response, next: NextFunction): void {
  const { traceparent } = headers;
  traced(typeof traceparent === 'string' ? traceparent : undefined, next);
}

/** Pages and public documents override the caching. */
function setSafeHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  next();
}

function limitServer(server: Server): void {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION;
}
