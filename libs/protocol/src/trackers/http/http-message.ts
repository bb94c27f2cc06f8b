/** An HTTP request as a tracker protocol sees it. */
export interface HttpRequest {
  readonly method: string;
  /** Before the `?`, still escaped. */
  readonly path: string;
  /** Behind the `?`, still escaped. */
  readonly query: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly status: 200 | 400 | 403 | 404 | 405 | 413 | 431 | 503;
  /** Default: `text/plain; charset=utf-8`. */
  readonly contentType?: string;
  readonly body?: string;
}
