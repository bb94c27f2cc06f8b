import { DomainError } from '../errors/domain-error';
import { isRedisAway } from '../redis/is-redis-away';

/** Every code that an HTTP answer may carry, with its status (RFC 9110) and title. */
export const PROBLEMS = {
  MALFORMED_REQUEST: { status: 400, title: 'Malformed request' },
  UNAUTHENTICATED: { status: 401, title: 'Authentication needed' },
  INVALID_TOKEN: { status: 401, title: 'Invalid access token' },
  FORBIDDEN: { status: 403, title: 'Forbidden' },
  INSUFFICIENT_SCOPE: { status: 403, title: 'Insufficient scope' },
  TLS_REQUIRED: { status: 403, title: 'TLS required' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'Payload too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Unsupported media type' },
  VALIDATION_FAILED: { status: 422, title: 'Validation failed' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  INTERNAL_ERROR: { status: 500, title: 'Internal error' },
  UNAVAILABLE: { status: 503, title: 'Temporarily unavailable' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Texts by field, as Laravel clients read them. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** Input that is well-formed but not acceptable. */
export class InvalidFields extends DomainError<'VALIDATION_FAILED'> {
  constructor(readonly errors: FieldErrors) {
    super('VALIDATION_FAILED', Object.values(errors)[0]?.[0] ?? 'The given data was invalid.');
  }
}

/** RFC 9457, with `message` and `errors` as Laravel clients expect them. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly message: string;
  readonly errors?: FieldErrors;
  /** Seconds. */
  readonly retry_after?: number;
  /** Of the request's trace; the same in the log. */
  readonly trace_id: string;
}

const RETRY_AFTER_S = 5;
/** The framework’s messages repeat what was sent. */
const MAX_DETAIL_LENGTH = 300;

/** What a client may know of an error. Unknown errors are `INTERNAL_ERROR`, without detail. */
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
    ...(code === 'UNAVAILABLE' && { retry_after: RETRY_AFTER_S }),
    trace_id: traceId,
  };
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof DomainError && error.code in PROBLEMS) return error.code as ProblemCode;
  if (isUnavailable(error)) return 'UNAVAILABLE';
  const status = httpStatusOf(error);
  if (status === undefined) return 'INTERNAL_ERROR';
  const codes = Object.keys(PROBLEMS) as ProblemCode[];
  return codes.find((code) => PROBLEMS[code].status === status) ?? 'MALFORMED_REQUEST';
}

function detailOf(error: unknown, code: ProblemCode): string {
  if (code === 'INTERNAL_ERROR') return 'Something went wrong on our side.';
  if (code === 'UNAVAILABLE') return 'A part that is needed for this is away at the moment. Try again soon.';
  if (code === 'MALFORMED_REQUEST') return 'The request can’t be read.';
  return (error as Error).message.slice(0, MAX_DETAIL_LENGTH);
}

/** 4xx of Nest's own exceptions and of the body parsers. */
function httpStatusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

const UNAVAILABLE_CODES = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|08...|53...|57P..)/;
const UNAVAILABLE_MESSAGES = /^(Connection terminated|timeout exceeded when trying to connect)/;

/**
 * Database, log or Redis away: by Node's code, by SQLSTATE, by the words of `pg`, which gives them no code, or
 * by the classes of the Redis client.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = 'code' in error ? error.code : undefined;
  return (
    error.name === 'NotPublished' ||
    isRedisAway(error) ||
    (typeof code === 'string' && UNAVAILABLE_CODES.test(code)) ||
    UNAVAILABLE_MESSAGES.test(error.message)
  );
}
