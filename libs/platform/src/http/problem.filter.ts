import { randomBytes } from 'node:crypto';
import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { throwError, type Observable } from 'rxjs';
import type { TooManyRequests } from '../rate-limit/rate-limits.ports';
import { sendPage, wantsPage } from './html-page';
import { tellUsage, type RequestLimits } from './limits/request-limits';
import { toProblem } from './problem';
import type { Problem } from './schema/common-schemas';

const MISSING = {
  title: 'Not found',
  text: 'There is no page at this address.',
  links: { 'Start page': '/' },
};

/**
 * Responds to every error of the HTTP edge with a problem body (RFC 9457). Our own faults are logged with their
 * stack, and failed authentications are counted.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  constructor(private readonly limits: Pick<RequestLimits, 'countFailure'>) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | undefined {
    // A global filter also sees consumers of topics. Their errors must reach the log, which retries.
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = toProblem(error, traceIdOf(request));
    if (problem.status >= 500) this.report(problem, error);
    if (response.headersSent) response.destroy();
    else if (isFailedAuthentication(problem)) void this.refuse(problem, request, response);
    else if (isMissingPage(problem, request)) sendPage(response, 404, MISSING);
    else sendProblem(response, problem);
    return undefined;
  }

  private async refuse(problem: Problem, request: Request, response: Response): Promise<void> {
    const excess = await this.limits.countFailure(request, problem.code).catch(() => null);
    if (excess) sendExcess(response, request, excess);
    else sendProblem(response, problem);
  }

  private report({ status, trace_id: traceId }: Problem, err: unknown): void {
    if (status === 503)
      this.log.warn({ msg: 'request refused: a backend service is unavailable', traceId, err });
    else this.log.error({ msg: 'request failed', traceId, err });
  }
}

/** Sends 429 with the state of the limit. */
export function sendExcess(response: Response, request: Request, excess: TooManyRequests): void {
  tellUsage(response, excess.usage);
  sendProblem(response, toProblem(excess, traceIdOf(request)));
}

/** Whether a credential was missing or shown in vain, be it a mailed link or what proves the page of a session. */
function isFailedAuthentication({ status, code }: Problem): boolean {
  return status === 401 || code === 'LINK_INVALID' || code === 'CSRF_TOKEN_INVALID';
}

function isMissingPage({ status }: Problem, request: Request): boolean {
  return status === 404 && !request.path.startsWith('/api/') && wantsPage(request);
}

function sendProblem(response: Response, problem: Problem): void {
  const challenge = challengeOf(problem);
  if (challenge) response.setHeader('WWW-Authenticate', challenge);
  if (problem.retry_after !== undefined) response.setHeader('Retry-After', problem.retry_after);
  response.setHeader('Cache-Control', 'no-store');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** The challenge of RFC 6750 §3. */
function challengeOf({ code, detail }: Problem): string | undefined {
  if (code === 'UNAUTHENTICATED') return 'Bearer realm="yipii"';
  if (code === 'INVALID_TOKEN')
    return `Bearer realm="yipii", error="invalid_token", error_description="${detail}"`;
  return code === 'INSUFFICIENT_SCOPE' ? 'Bearer realm="yipii", error="insufficient_scope"' : undefined;
}

/** Returns the trace id of the W3C trace context, or a new one. */
function traceIdOf(request: Request): string {
  const given = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-/.exec(request.get('traceparent') ?? '')?.[1];
  return given ?? randomBytes(16).toString('hex');
}
