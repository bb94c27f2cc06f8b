import type { ErrorCode } from './error-codes';

/** An expected failure, independent of HTTP: each edge maps its code to its own protocol. */
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
