export interface OutgoingRequest {
  /** Without user and password. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent in UTF-8, unchanged: signatures are over these bytes. At most 1 MiB. */
  readonly body: string;
}

export interface OutgoingAnswer {
  /** Of HTTP. */
  readonly status: number;
  /** The header `Retry-After` as it came; null: none. */
  readonly retryAfter: string | null;
}

/** Sends requests to addresses chosen by others, e.g. webhooks. */
export abstract class OutgoingPost {
  /**
   * Sends a POST once and returns the answer. Follows no redirect; its body is ignored.
   * @throws NoAnswer within a few seconds
   */
  abstract post(request: OutgoingRequest): Promise<OutgoingAnswer>;
}

/** No response in time. The message is short and contains no part of the URL. */
export class NoAnswer extends Error {
  override readonly name: string = 'NoAnswer';
}

/** Nothing was sent: the URL, or the address that its host resolves to, is not allowed. */
export class DestinationRefused extends NoAnswer {
  override readonly name = 'DestinationRefused';
  readonly code = 'DESTINATION_REFUSED';
}
