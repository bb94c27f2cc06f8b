/**
 * Every code that a `DomainError` may have. Each edge maps all of them to its own language (HTTP: `PROBLEMS`): a
 * code that is missing here or there does not compile.
 */
export type ErrorCode =
  | 'MALFORMED_REQUEST'
  | 'UNAUTHENTICATED'
  | 'INVALID_TOKEN'
  | 'FORBIDDEN'
  | 'INSUFFICIENT_SCOPE'
  | 'TLS_REQUIRED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'VALIDATION_FAILED'
  | 'TOO_MANY_REQUESTS'
  | 'INTERNAL_ERROR'
  | 'UNAVAILABLE';
