import RequestQueue from 'kafkajs/src/network/requestQueue';

/** How often requests in flight are checked for their timeouts, which are of seconds. */
const CHECK_EVERY_MS = 250;
/** kafkajs grants a fetch 100 ms beyond its wait at the broker, which a busy process or broker may well need. */
const LEAST_TIMEOUT_MS = 2_000;

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with the queue as `this`
const { scheduleCheckPendingRequests, destroy } = RequestQueue.prototype;
const connected = new Set<RequestQueue>();
let check: NodeJS.Timeout | undefined;

/**
 * Keeps the connections of kafkajs 2.2.4 from waking an idle process thousands of times a second. After its first
 * response each looks every millisecond for requests that wait to be sent, since it arms that timer with a negative
 * delay even if there are none (one that has to wait arms it itself, and every response looks again). And each looks
 * every 100 ms for requests that are late; now one timer does that for all, and also for connections that are closing:
 * kafkajs stops looking then, and waits for their answers for good, even if the broker has ended the connection.
 */
export function quietRequestQueues(): void {
  Object.assign(RequestQueue.prototype, {
    scheduleCheckPendingRequests(this: RequestQueue): void {
      if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
    },
    scheduleRequestTimeoutCheck(this: RequestQueue): void {
      if (!this.enforceRequestTimeout) return;
      connected.add(this);
      check ??= setInterval(endLateRequests, CHECK_EVERY_MS);
    },
    destroy(this: RequestQueue): void {
      destroy.call(this);
      if (this.inflight.size === 0) forget(this);
    },
  });
}

function endLateRequests(): void {
  const now = Date.now();
  for (const queue of connected) {
    for (const request of queue.inflight.values())
      if (now - request.sentAt > Math.max(request.requestTimeout, LEAST_TIMEOUT_MS)) request.timeoutRequest();
    if (!queue.isConnected()) queue.destroy();
  }
}

/** The timer must not keep a process alive that has closed its connections. */
function forget(queue: RequestQueue): void {
  connected.delete(queue);
  if (connected.size > 0) return;
  clearInterval(check);
  check = undefined;
}
