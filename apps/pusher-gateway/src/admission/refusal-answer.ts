import { randomBytes } from 'node:crypto';
import { DomainError, toProblem, type ProblemCode } from '@yipii/platform';
import type { HttpAnswer } from '../sockets/socket-server.ports';
import type { Excess } from '../limits/failed-authentications';

/** Like the REST API's: a page of any origin may read why it was refused and when to retry. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset',
};

export interface RefusedRequest {
  readonly code: ProblemCode;
  readonly detail: string;
  /** Seconds. */
  readonly retryAfterS?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns the answer to a refused request, with a problem body (RFC 9457). */
export function refusalAnswer({ code, detail, retryAfterS, headers }: RefusedRequest): HttpAnswer {
  const problem = toProblem(new DomainError(code, detail), randomBytes(16).toString('hex'));
  const retry = retryAfterS === undefined ? {} : { retry_after: retryAfterS };
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...CORS,
      ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
      ...headers,
    },
    body: JSON.stringify(Object.assign(problem, { detail, message: detail }, retry)),
  };
}

/** 429. @param now epoch ms */
export function tooManyAnswer(detail: string, { limit, endsAt }: Excess, now: number): HttpAnswer {
  return refusalAnswer({
    code: 'TOO_MANY_REQUESTS',
    detail,
    retryAfterS: Math.max(1, Math.ceil((endsAt - now) / 1_000)),
    headers: {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(endsAt / 1_000)),
    },
  });
}

export function tooManyFailures(excess: Excess, now: number): HttpAnswer {
  return tooManyAnswer('Too many failed authentications from this address.', excess, now);
}
