/** A request that can't be answered as asked; its message is for whoever sent it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 503,
    message: string,
  ) {
    super(message);
  }
}
