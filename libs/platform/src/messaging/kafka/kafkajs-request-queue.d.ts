/** Internal to kafkajs 2.2.4: the requests of one connection. */
declare module 'kafkajs/src/network/requestQueue' {
  interface TimedRequest {
    readonly sentAt: number;
    readonly requestTimeout: number;
    timeoutRequest(): void;
  }

  class RequestQueue {
    constructor(settings: Readonly<Record<string, unknown>>);
    push(request: object): void;
    fulfillRequest(response: object): void;
    /** Requests that wait for a place among those in flight, or for the end of a throttling. */
    readonly pending: readonly unknown[];
    scheduleCheckPendingRequests(): void;
    readonly inflight: ReadonlyMap<number, TimedRequest>;
    readonly enforceRequestTimeout: boolean;
    readonly isConnected: () => boolean;
    scheduleRequestTimeoutCheck(): void;
    /** Resolves when none is in flight. */
    waitForPendingRequests(): Promise<void>;
    destroy(): void;
  }
  export = RequestQueue;
}
