import RequestQueue from 'kafkajs/src/network/requestQueue';
import { quietRequestQueues } from './quiet-request-queues';

const LOGGER = { debug: () => undefined, warn: () => undefined };

interface QueueSettings {
  readonly maxInFlightRequests?: number | null;
  readonly requestTimeout?: number;
  readonly isConnected?: () => boolean;
}

function aQueue({
  maxInFlightRequests = null,
  requestTimeout = 3_000,
  isConnected = () => true,
}: QueueSettings = {}): RequestQueue {
  const queue = new RequestQueue({
    ...{
      instrumentationEmitter: null,
      maxInFlightRequests,
      requestTimeout,
      enforceRequestTimeout: true,
    },
    ...{ clientId: 'test', broker: 'broker', logger: LOGGER, isConnected },
  });
  queue.scheduleRequestTimeoutCheck();
  return queue;
}

function ask(queue: RequestQueue, correlationId: number): { sent: boolean; outcome: string } {
  const asked = { sent: false, outcome: 'none' };
  const entry = {
    ...{ correlationId, apiKey: 1, apiName: 'Fetch', apiVersion: 11 },
    resolve: () => void (asked.outcome = 'answered'),
    reject: (error: Error) => void (asked.outcome = error.message),
  };
  queue.push({ entry, expectResponse: true, sendRequest: () => void (asked.sent = true) });
  return asked;
}

describe('the request queues of kafkajs', () => {
  beforeAll(quietRequestQueues);
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('have one timer among them while nothing is under way, and none when they are closed', () => {
    const queues = [aQueue(), aQueue()];
    for (const queue of queues) {
      const asked = ask(queue, 1);
      queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
      expect(asked).toEqual({ sent: true, outcome: 'answered' });
    }
    expect(jest.getTimerCount()).toBe(1);
    for (const queue of queues) queue.destroy();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('end requests that are late', () => {
    const queue = aQueue();
    const asked = ask(queue, 1);
    jest.advanceTimersByTime(2_900);
    expect(asked.outcome).toBe('none');
    jest.advanceTimersByTime(500);
    expect(asked.outcome).toContain('timed out');
    queue.destroy();
  });

  it('leave a request two seconds at least', () => {
    const queue = aQueue({ requestTimeout: 115 });
    const asked = ask(queue, 1);
    jest.advanceTimersByTime(1_900);
    expect(asked.outcome).toBe('none');
    jest.advanceTimersByTime(500);
    expect(asked.outcome).toContain('timed out');
    queue.destroy();
  });

  it('end requests that are late while their connection closes, which waits for them', async () => {
    let isConnected = true;
    const queue = aQueue({ isConnected: () => isConnected });
    const asked = ask(queue, 1);
    isConnected = false;
    const closed = queue.waitForPendingRequests();
    jest.advanceTimersByTime(3_400);
    expect(asked.outcome).toContain('timed out');
    await closed;
    queue.destroy();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('send a request that had to wait once another is answered', () => {
    const queue = aQueue({ maxInFlightRequests: 1 });
    const [, second] = [ask(queue, 1), ask(queue, 2)];
    expect(second.sent).toBe(false);
    queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    expect(second.sent).toBe(true);
    queue.destroy();
  });
});
