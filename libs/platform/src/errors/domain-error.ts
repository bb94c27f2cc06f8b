import type { ErrorCode } from './error-codes';

/** An expected failure. It knows nothing of HTTP: the edges map its code to their own language. */
export class DomainError<Code extends ErrorCode = ErrorCode> extends Error {
  constructor(
    readonly code: Code,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'DomainError';
  }
}
