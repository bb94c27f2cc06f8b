/** Close timeout of the WebSocket library inside pusher-js for Node, and pusher-js's own connection timeout. */
const LEAKED_TIMEOUTS_MS: readonly (number | undefined)[] = [30_000, 15_000];
const realSetTimeout = globalThis.setTimeout;

/**
 * Keeps pusher-js from holding the test run open: it never clears the timers that it starts for a connection
 * which the server closes first. To be called in `beforeAll`.
 */
export function unrefPusherTimers(): void {
  jest.spyOn(globalThis, 'setTimeout').mockImplementation((run: () => void, ms?: number) => {
    const timer = realSetTimeout(run, ms);
    return LEAKED_TIMEOUTS_MS.includes(ms) ? timer.unref() : timer;
  });
}
