/** The close timeout of the WebSocket library inside pusher-js for Node. */
const CLOSE_TIMEOUT_MS = 30_000;
const realSetTimeout = globalThis.setTimeout;

/**
 * Keeps pusher-js from holding the test run open: its WebSocket library starts a close timer even when the
 * server has already closed the connection, and never clears it. To be called in `beforeAll`.
 */
export function unrefPusherTimers(): void {
  jest.spyOn(globalThis, 'setTimeout').mockImplementation((run: () => void, ms?: number) => {
    const timer = realSetTimeout(run, ms);
    return ms === CLOSE_TIMEOUT_MS ? timer.unref() : timer;
  });
}
