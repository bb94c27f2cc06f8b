import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AccessGuard, Authenticator } from './access/access.guard';
import { demandDeclaredAccess } from './access/route-access';
import { parseJson } from './body-size';
import { BodyTypeGuard } from './body-type.guard';
import { boundInput, demandUtf8, MAX_PARAMETERS, parseQuery } from './bounded-input';
import { crossOriginRules } from './cors';
import { strongEtag } from './etag';
import { allHttpHandlers } from './handlers';
import type { HttpConfig } from './http.config';
import { traceRequest } from '../trace/trace';
import { RequestLimits } from './limits/request-limits';
import { useOriginForm } from './origin-form';
import { ProblemFilter } from './problem.filter';
import { refuseBadRequests } from './refused-connection';

const NONE = ["'none'"];
/** Responses may not be loaded, run or framed. Pages set a policy of their own. */
const safeHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: NONE,
      objectSrc: NONE,
      baseUri: NONE,
      formAction: NONE,
      frameAncestors: NONE,
    },
  },
  // Only sent over TLS, by `requireTls`.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
});

/** How long a client may take for its headers. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How often Node looks for requests that are late; its default is 30 s. */
const TIMEOUT_CHECK_MS = 1_000;
/** Connections are closed if the client reads nothing, or the handler writes nothing, for this long. */
const SILENCE_MS = 120_000;
/** Longer than load balancers keep idle connections, so that they never reuse one that is being closed. */
const KEEP_ALIVE_MS = 75_000;
const MAX_REQUESTS_PER_CONNECTION = 10_000;
/** The API, and the pages of tracking links. */
const UNLISTED = /^\/(api|t|embed)\//i;

/**
 * The HTTP edge of an app that was created with `bodyParser: false`: parsers with limits, CORS for bearer
 * tokens (any origin, never credentials), safe headers, access by declaration only, problem bodies, timeouts.
 * The app provides an `Authenticator` and `RequestLimits`.
 * @param guards run before a body is read
 * @throws Error if a handler does not declare who may call it
 */
export function configureHttp(
  app: NestExpressApplication,
  { trustedProxies, maxBodyBytes, maxBulkBodyBytes, requestTimeoutMs }: HttpConfig,
  guards: readonly RequestHandler[] = [],
): void {
  app.disable('x-powered-by');
  app.set('trust proxy', trustedProxies ?? false);
  app.set('query parser', parseQuery);
  app.set('etag', strongEtag);
  app.use(useOriginForm);
  app.use(continueTrace);
  app.use(safeHeaders);
  app.use(storeNothing);
  // Before the parsers, so that a browser can read their refusals.
  const handlers = allHttpHandlers(app);
  app.enableCors(crossOriginRules(handlers));
  for (const guard of guards) app.use(guard);
  app.use(demandUtf8);
  app.use(parseJson(handlers, { maxBodyBytes, maxBulkBodyBytes }));
  app.useBodyParser('urlencoded', {
    limit: maxBodyBytes,
    extended: false,
    parameterLimit: MAX_PARAMETERS,
  });
  app.use(boundInput);
  demandDeclaredAccess(app);
  const limits = app.get(RequestLimits);
  app.useGlobalGuards(new AccessGuard(app.get(Authenticator), limits), new BodyTypeGuard());
  app.useGlobalFilters(new ProblemFilter(limits));
  limitServer(app.getHttpServer(), requestTimeoutMs);
  refuseBadRequests(app.getHttpServer());
}

/** Continues the trace that the caller names. */
function continueTrace({ headers }: Request, response: Response, next: NextFunction): void {
  const { traceparent } = headers;
  traceRequest(typeof traceparent === 'string' ? traceparent : undefined, response, next);
}

/** Public documents override it. */
function storeNothing({ path }: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  // Links that were found in a mail or a page are nobody else's to find.
  if (UNLISTED.test(path)) response.setHeader('X-Robots-Tag', 'noindex, nofollow');
  next();
}

function limitServer(server: Server, requestTimeoutMs: number): void {
  server.headersTimeout = Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs);
  server.requestTimeout = requestTimeoutMs;
  Object.assign(server, { connectionsCheckingInterval: TIMEOUT_CHECK_MS });
  server.setTimeout(SILENCE_MS);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION;
}
