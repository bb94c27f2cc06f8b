import type { Broker, Cluster } from 'kafkajs';
import { PacedFetches } from './paced-fetches';

type Request = Parameters<Broker['fetch']>[0];
const REQUEST: Request = { maxWaitTime: 500, topics: [] };
const EMPTY = { partition: 0, messages: [] };
const FULL = { partition: 1, messages: ['m'] };

async function aBroker(answer: () => Promise<unknown[]>, gatherMs?: number) {
  const asked: { readonly at: number; readonly request: Request }[] = [];
  const broker = {
    fetch: async (request: Request) => {
      asked.push({ at: performance.now(), request });
      return { responses: [{ topicName: 't', partitions: await answer() }] };
    },
  } as unknown as Broker;
  const cluster = { findBroker: () => Promise.resolve(broker) } as unknown as Cluster;
  const state = { isPatient: true, fetched: 0 };
  const sut = new PacedFetches({
    gatherMs,
    isPatient: () => state.isPatient,
    fetched: () => (state.fetched += 1),
  });
  sut.takeOver(cluster);
  const find = (): Promise<Broker> => cluster.findBroker({ nodeId: '0' });
  await find();
  return { sut, asked, state, broker: await find() };
}

describe('fetches of a consumer', () => {
  it('bring only partitions that have something', async () => {
    const { broker, state } = await aBroker(() => Promise.resolve([EMPTY, FULL]));
    expect(await broker.fetch(REQUEST)).toEqual({ responses: [{ topicName: 't', partitions: [FULL] }] });
    expect(state.fetched).toBe(1);
  });

  it('bring nothing where no partition has something', async () => {
    const { broker, state } = await aBroker(() => Promise.resolve([EMPTY]));
    expect(await broker.fetch(REQUEST)).toEqual({ responses: [] });
    expect(state.fetched).toBe(0);
  });

  it('begin a round after the last one that brought something', async () => {
    const { broker, asked } = await aBroker(() => Promise.resolve([FULL]));
    await broker.fetch(REQUEST);
    await broker.fetch(REQUEST);
    // Timers may be early by a fraction of a millisecond.
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThan(8);
  });

  it('gather at the broker after one that brought something, unless there is much', async () => {
    const partitions = [FULL];
    const { broker, asked } = await aBroker(() => Promise.resolve(partitions), 100);
    await broker.fetch(REQUEST);
    partitions.pop();
    await broker.fetch(REQUEST);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await broker.fetch(REQUEST);
    const [first, second, third] = asked.map(({ request }) => request);
    expect([first, third]).toEqual([1_500, 1_500].map((maxWaitTime) => ({ ...REQUEST, maxWaitTime })));
    expect(second?.minBytes).toBe(256 * 1024);
    expect(second?.maxWaitTime).toBeGreaterThan(0);
    expect(second?.maxWaitTime).toBeLessThan(100);
  });

  it('wait longer at the broker while all partitions are read', async () => {
    const { broker, asked, state } = await aBroker(() => Promise.resolve([EMPTY]));
    await broker.fetch(REQUEST);
    state.isPatient = false;
    await broker.fetch(REQUEST);
    expect(asked.map(({ request }) => request.maxWaitTime)).toEqual([1_500, 500]);
  });

  it('end at once when the consumer leaves, and fail as the broker does', async () => {
    const never = await aBroker(() => new Promise<never>(() => undefined));
    const waiting = never.broker.fetch(REQUEST);
    await new Promise(setImmediate);
    never.sut.stop();
    expect(await waiting).toEqual({ responses: [] });
    expect(await never.broker.fetch(REQUEST)).toEqual({ responses: [] });
    expect(never.asked).toHaveLength(1);
    const failing = await aBroker(() => Promise.reject(new Error('away')));
    await expect(failing.broker.fetch(REQUEST)).rejects.toThrow('away');
  });
});
