import { DomainError } from '../errors/domain-error';
import type { ErrorCode } from '../errors/error-codes';
import { TrackingRefusal } from '../errors/tracking-refusal';
import { isRedisAway } from '../redis/is-redis-away';
import { retryAfterSeconds, TooManyRequests } from '../rate-limit/rate-limits.ports';
import { databaseProblemOf } from './database-problem';
import type { Problem } from './schema/common-schemas';

/** The status (RFC 9110) and title of every error code. */
export const PROBLEMS = {
  MALFORMED_REQUEST: { status: 400, title: 'Malformed request' },
  UNAUTHENTICATED: { status: 401, title: 'Authentication required' },
  INVALID_TOKEN: { status: 401, title: 'Invalid access token' },
  SIGN_IN_FAILED: { status: 401, title: 'Sign-in failed' },
  SECOND_FACTOR_REQUIRED: { status: 401, title: 'Second factor required' },
  FORBIDDEN: { status: 403, title: 'Forbidden' },
  INSUFFICIENT_SCOPE: { status: 403, title: 'Insufficient scope' },
  CSRF_TOKEN_INVALID: { status: 403, title: 'Invalid CSRF token' },
  TLS_REQUIRED: { status: 403, title: 'TLS required' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  REQUEST_TIMEOUT: { status: 408, title: 'Request timeout' },
  CONFLICT: { status: 409, title: 'Conflict' },
  LAST_OWNER: { status: 409, title: 'Last owner' },
  ANSWER_NOT_KEPT: { status: 409, title: 'Answer not kept' },
  CURSOR_EXPIRED: { status: 410, title: 'Cursor expired' },
  PRECONDITION_FAILED: { status: 412, title: 'Changed meanwhile' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'Payload too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Unsupported media type' },
  VALIDATION_FAILED: { status: 422, title: 'Validation failed' },
  LINK_INVALID: { status: 422, title: 'Invalid link' },
  INVALID_SESSION_TOKEN: { status: 401, title: 'Invalid session token' },
  SESSION_EXPIRED: { status: 401, title: 'Session expired' },
  LINK_NOT_FOUND: { status: 404, title: 'Link not found' },
  LINK_INACTIVE: { status: 410, title: 'Link inactive' },
  OUTSIDE_SCHEDULE: { status: 403, title: 'Outside schedule' },
  ADDRESS_NOT_ALLOWED: { status: 403, title: 'Address not allowed' },
  CODE_INVALID: { status: 422, title: 'Invalid code' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'Idempotency key reused' },
  DEVICE_ID_UNAVAILABLE: { status: 422, title: 'Device id unavailable' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  VIEWER_LIMIT: { status: 429, title: 'Too many viewers' },
  HEADERS_TOO_LARGE: { status: 431, title: 'Headers too large' },
  INTERNAL_ERROR: { status: 500, title: 'Internal error' },
  UNAVAILABLE: { status: 503, title: 'Temporarily unavailable' },
} as const satisfies Record<ErrorCode, { status: number; title: string }>;

export type ProblemCode = ErrorCode;

/** The problems of each field, in the format that Laravel clients read. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** The input is well-formed but not acceptable. */
export class InvalidFields extends DomainError<'VALIDATION_FAILED'> {
  constructor(readonly errors: FieldErrors) {
    super('VALIDATION_FAILED', Object.values(errors)[0]?.[0] ?? 'The given data was invalid.');
  }
}

/** Seconds. Viewers of a link poll as often. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = { UNAVAILABLE: 5, VIEWER_LIMIT: 30 };
/** The framework's messages repeat what the client sent. */
const MAX_DETAIL_LENGTH = 300;

/** Returns what a client may know about an error. Unknown errors are `INTERNAL_ERROR`, without detail. */
export function toProblem(error: unknown, traceId: string): Problem {
  const code = codeOf(error);
  const detail = detailOf(error, code);
  return {
    type: 'about:blank',
    ...PROBLEMS[code],
    detail,
    code,
    message: detail,
    ...(error instanceof InvalidFields && { errors: error.errors }),
    ...(code in RETRY_AFTER && { retry_after: RETRY_AFTER[code] }),
    ...(error instanceof TrackingRefusal && error.more),
    ...(error instanceof TooManyRequests && { retry_after: retryAfterSeconds(error.usage, Date.now()) }),
    trace_id: traceId,
  };
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof DomainError) return (error as DomainError).code;
  if (isUnavailable(error)) return 'UNAVAILABLE';
  return databaseProblemOf(error) ?? frameworkProblemOf(error) ?? 'INTERNAL_ERROR';
}

/** A database's messages repeat values, and those of parsers don't help. */
const DETAILS: Partial<Record<ErrorCode, string>> = {
  MALFORMED_REQUEST: 'The request could not be parsed.',
  FORBIDDEN: 'You may not do this.',
  NOT_FOUND: 'There is nothing at this path.',
  CONFLICT: 'This conflicts with existing data.',
  VALIDATION_FAILED: 'A value is malformed, out of range, or refers to something that does not exist.',
  INTERNAL_ERROR: 'An unexpected error occurred.',
  UNAVAILABLE: 'A backend service is temporarily unavailable; retry later.',
};

function detailOf(error: unknown, code: ErrorCode): string {
  if (error instanceof DomainError) return error.message;
  if (isTooLong(error)) return `A body may have at most ${error.limit} bytes here.`;
  return DETAILS[code] ?? (error as Error).message.slice(0, MAX_DETAIL_LENGTH);
}

/** As body parsers say it. */
function isTooLong(error: unknown): error is { readonly limit: number } {
  return typeof error === 'object' && error !== null && 'limit' in error && 'type' in error;
}

/** Maps the 4xx of Nest's own exceptions and of body parsers. */
function frameworkProblemOf(error: unknown): ErrorCode | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  const codes = Object.keys(PROBLEMS) as ErrorCode[];
  return codes.find((code) => PROBLEMS[code].status === status) ?? 'MALFORMED_REQUEST';
}

const UNAVAILABLE_CODES = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|08...|53...|57P..)/;
const UNAVAILABLE_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout)/;

/**
 * Returns whether the database, the log or Redis is unavailable: by Node's code, by SQLSTATE, by the message if
 * `pg` gives no code, or by the error classes of the Redis client.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = 'code' in error ? error.code : undefined;
  return (
    ['NotPublished', 'KeysUnavailable'].includes(error.name) ||
    isRedisAway(error) ||
    (typeof code === 'string' && UNAVAILABLE_CODES.test(code)) ||
    UNAVAILABLE_MESSAGES.test(error.message)
  );
}
