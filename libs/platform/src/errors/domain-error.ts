/**
 * An expected failure with a code that the edges map to their own language (HTTP status, close code).
 * It knows nothing of HTTP itself.
 */
export class DomainError<Code extends string = string> extends Error {
  constructor(
    readonly code: Code,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'DomainError';
  }
}
