export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent in UTF-8, unchanged: the signature is over these bytes. */
  readonly body: string;
}

/** How webhooks leave the process. */
export abstract class WebhookPost {
  /**
   * Sends it once and answers the HTTP status. Follows no redirect; what else is in the answer does not count.
   * @throws NoAnswer within a few seconds
   */
  abstract post(request: WebhookRequest): Promise<number>;
}

/** Nobody answered in time; the message is short and tells no part of the URL but its host. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}
