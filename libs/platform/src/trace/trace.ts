import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { randomFillSync } from 'node:crypto';

/** W3C trace context: version, trace, parent, flags. */
const TRACEPARENT = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

const current = new AsyncLocalStorage<string>();

const TRACE_BYTES = 16;
const PARENT_BYTES = 8;
/** Random bytes for the next traces: each frame has one, and asking for them one by one costs ten times as much. */
const random = Buffer.alloc(256 * (TRACE_BYTES + PARENT_BYTES));
let used = random.length;

/** Returns the `traceparent` of a trace that begins here. */
export function newTrace(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const trace = random.toString('hex', used, (used += TRACE_BYTES));
  return `00-${trace}-${random.toString('hex', used, (used += PARENT_BYTES))}-01`;
}

/**
 * Runs within the caller's trace, so that whatever `run` publishes belongs to it. Without a valid one, a new trace
 * begins.
 */
export function traced<T>(traceparent: string | undefined, run: () => T): T {
  const isValid = traceparent !== undefined && TRACEPARENT.test(traceparent);
  return current.run(isValid ? traceparent : newTrace(), run);
}

let requests = 0;

/**
 * Continues the trace that a request names, until its response is closed. Between requests the storage is off: before
 * Node 24 it costs each promise of the process, those of positions too.
 */
export function traceRequest(traceparent: string | undefined, response: EventEmitter, run: () => void): void {
  requests += 1;
  response.once('close', () => {
    requests -= 1;
    if (requests === 0) current.disable();
  });
  traced(traceparent, run);
}

/** Returns the `traceparent` of the request that is being handled; undefined outside of one. */
export function currentTrace(): string | undefined {
  return current.getStore();
}
