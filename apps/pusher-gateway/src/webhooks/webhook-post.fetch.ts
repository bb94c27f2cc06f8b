import { NoAnswer, WebhookPost, type WebhookRequest } from './webhook-post.ports';

/** For the whole of a try. */
const TIMEOUT_MS = 5_000;
/** A short answer is read to its end, so that its connection can serve the next request. */
const READ_BYTES = 4_096;

/** Over HTTP and HTTPS with Node's own fetch, whose connections are kept for a while. */
export class FetchWebhookPost extends WebhookPost {
  constructor(private readonly timeoutMs = TIMEOUT_MS) {
    super();
  }

  async post({ url, headers, body }: WebhookRequest): Promise<number> {
    const signal = AbortSignal.timeout(this.timeoutMs);
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      // The status has decided, whatever becomes of the rest.
      await skimBody(answer).catch(() => undefined);
      return answer.status;
    } catch (error) {
      throw new NoAnswer(reasonOf(error), { cause: error });
    }
  }
}

async function skimBody({ body }: Response): Promise<void> {
  let left = READ_BYTES;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    left -= chunk.byteLength;
    if (left <= 0) break; // which cancels the rest
  }
}

/** fetch itself only says "fetch failed"; its cause knows why. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return 'no answer in time';
  return (cause as Error | undefined)?.message || message;
}
