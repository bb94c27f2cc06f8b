import type { ClientConnection } from './client-connection';
import { Connections } from './connections';
import { DrainConnections } from './drain-connections';

/** Time that passes as fast as it is waited for. */
class HastyTime {
  private time = 0;
  now = (): number => this.time;
  after = (delayMs: number, run: () => void): void => {
    this.time += delayMs;
    setImmediate(run);
  };
}

function aDrain(clients: number) {
  const time = new HastyTime();
  const connections = new Connections();
  const closes: { client: number; at: number }[] = [];
  for (let client = 0; client < clients; client++) {
    const connection = {
      close: () => {
        closes.push({ client, at: time.now() });
        connections.remove(connection, []);
      },
    } as unknown as ClientConnection;
    connections.add(connection);
  }
  return { closes, time, run: (overMs: number) => new DrainConnections(connections, time, time).run(overMs) };
}

describe('a drain', () => {
  it('spreads many clients evenly over its time, in random order', async () => {
    const drain = aDrain(5_000);
    await drain.run(10_000);
    expect(new Set(drain.closes.map(({ client }) => client)).size).toBe(5_000);
    const buckets = new Map<number, number>();
    for (const { at } of drain.closes) {
      const bucket = Math.floor(at / 100);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
    expect(Math.max(...buckets.values())).toBeLessThanOrEqual(5_000 * 0.02);
    expect(drain.closes.slice(0, 10).map(({ client }) => client)).not.toEqual([...Array(10).keys()]);
  });

  it('of few clients, or of none, takes no time', async () => {
    const few = aDrain(3);
    await few.run(10_000);
    expect(few.closes).toHaveLength(3);
    expect(few.time.now()).toBeLessThan(100);
    await aDrain(0).run(10_000);
  });
});
