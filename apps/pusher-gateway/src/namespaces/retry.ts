const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/** What retrying needs. */
interface RetryContext {
  readonly after: (delayMs: number, run: () => void) => void;
  readonly failed: (error: unknown) => void;
}

/** Retries the work until it succeeds; returns null if it is no longer wanted. */
export async function untilDone<T>(
  work: () => Promise<T>,
  isWanted: () => boolean,
  { after, failed }: RetryContext,
): Promise<T | null> {
  for (let pauseMs = FIRST_PAUSE_MS; isWanted(); pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      failed(error);
    }
    await new Promise<void>((resolve) => after(pauseMs, resolve));
  }
  return null;
}
