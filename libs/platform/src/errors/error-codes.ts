/**
 * Every code that a `DomainError` may have. Each edge maps all of them to its own language (HTTP: `PROBLEMS`): a
 * code that is missing here or there does not compile.
 */
export type ErrorCode =
  | 'MALFORMED_REQUEST'
  | 'UNAUTHENTICATED'
  | 'INVALID_TOKEN'
  | 'SIGN_IN_FAILED'
  | 'SECOND_FACTOR_REQUIRED'
  | 'FORBIDDEN'
  | 'INSUFFICIENT_SCOPE'
  | 'CSRF_TOKEN_INVALID'
  | 'TLS_REQUIRED'
  | 'NOT_FOUND'
  | 'REQUEST_TIMEOUT'
  | 'CONFLICT'
  | 'CURSOR_EXPIRED'
  | 'LAST_OWNER'
  | 'ANSWER_NOT_KEPT'
  | 'PRECONDITION_FAILED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'VALIDATION_FAILED'
  | 'LINK_INVALID'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'DEVICE_ID_UNAVAILABLE'
  | 'TOO_MANY_REQUESTS'
  | 'HEADERS_TOO_LARGE'
  | 'INTERNAL_ERROR'
  | 'UNAVAILABLE';
