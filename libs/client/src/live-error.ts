/** A refusal by the server, or `code: 'UNREACHABLE'` where it could not be asked. */
export class LiveError extends Error {
  override readonly name = 'LiveError';

  constructor(
    /** HTTP status; 0 where there was no answer. */
    readonly status: number,
    /** As in the API's problem bodies, e.g. `CODE_INVALID`. */
    readonly code: string,
    message: string,
    /** When to try again, in seconds. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}
